/** IEEE 802.1Q: behind the two MAC addresses stand 0x8100 and two bytes, of which twelve bits are the VLAN. */
const TAG = 0x8100
const MACS = 12
const ETHERNET_HEADER = 14

/** A frame without its tag, and the VLAN it was for: 0 for none (also a tag that carries a priority only). */
export const untagged = (frame: Buffer): { readonly vlan: number; readonly frame: Buffer } => {
  if (frame.length < ETHERNET_HEADER + 4 || frame.readUInt16BE(MACS) !== TAG) return { vlan: 0, frame }
  const vlan = frame.readUInt16BE(MACS + 2) & 0xfff
  return { vlan, frame: Buffer.concat([frame.subarray(0, MACS), frame.subarray(MACS + 4)]) }
}

/** The frame with a tag for this VLAN (1–4094). */
export const tagged = (frame: Buffer, vlan: number): Buffer => {
  const tag = Buffer.alloc(4)
  tag.writeUInt16BE(TAG, 0)
  tag.writeUInt16BE(vlan, 2)
  return Buffer.concat([frame.subarray(0, MACS), tag, frame.subarray(MACS)])
}

/** Whether an untagged frame's packet is at most `mtu` bytes long. */
export const fits = (frame: Buffer, mtu: number): boolean => frame.length - ETHERNET_HEADER <= mtu

/** Cuts a byte stream into frames as QEMU's stream sockets write them: four bytes of length, big-endian, then the frame. */
export const frameReader = (give: (frame: Buffer) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  return chunk => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= 4) {
      const end = 4 + rest.readUInt32BE(0)
      if (rest.length < end) break
      give(rest.subarray(4, end))
      rest = rest.subarray(end)
    }
  }
}

/** A frame as `frameReader` reads it. */
export const framed = (frame: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(frame.length, 0)
  return Buffer.concat([length, frame])
}

import { decodeMessage, encodeMessage, type Section } from './message.ts'
import { ViciError } from './vici-error.ts'

/** Packet types (strongSwan, vici README §2.1). */
export const PACKET = {
  request: 0,
  response: 1,
  unknownCommand: 2,
  register: 3,
  unregister: 4,
  confirm: 5,
  unknownEvent: 6,
  event: 7,
} as const
export type PacketType = (typeof PACKET)[keyof typeof PACKET]

/** One packet; `name` is empty for the types that have none. */
export interface Packet {
  readonly type: PacketType
  readonly name: string
  readonly message: Section
}

/** The longest packet that charon sends or takes, in bytes. */
export const MAX_PACKET = 512 * 1024

const named = new Set<number>([PACKET.request, PACKET.register, PACKET.unregister, PACKET.event])
const types = new Map<number, PacketType>(Object.values(PACKET).map(type => [type, type]))

/** A packet with its length before it, as it goes over the socket. */
export const encodePacket = (packet: Packet): Buffer => {
  const name = Buffer.from(packet.name)
  const head = named.has(packet.type) ? [Buffer.from([name.length]), name] : []
  const body = Buffer.concat([Buffer.from([packet.type]), ...head, encodeMessage(packet.message)])
  if (body.length > MAX_PACKET || name.length > 0xff)
    throw new ViciError('malformed', `a packet of ${body.length} bytes is larger than vici takes`)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, body])
}

const decodePacket = (body: Buffer): Packet => {
  const type = types.get(body[0] ?? -1)
  if (type === undefined) throw new ViciError('malformed', 'a packet of an unknown type')
  const nameLength = named.has(type) ? body[1] : undefined
  const start = nameLength === undefined ? 1 : 2 + nameLength
  if (start > body.length || (named.has(type) && nameLength === undefined))
    throw new ViciError('malformed', 'a packet ends in its name')
  return {
    type,
    name: nameLength === undefined ? '' : body.toString('utf8', 2, start),
    message: decodeMessage(body.subarray(start)),
  }
}

/** Cuts a stream of bytes into packets, however it arrives; holds at most one packet's worth. */
export class PacketReader {
  #held = Buffer.alloc(0)

  /** Packets that are whole now. Throws a `ViciError` (malformed) when the other end does not speak vici. */
  push(bytes: Uint8Array): Packet[] {
    this.#held = Buffer.concat([this.#held, bytes])
    const packets: Packet[] = []
    for (;;) {
      if (this.#held.length < 4) return packets
      const length = this.#held.readUInt32BE(0)
      if (length > MAX_PACKET) throw new ViciError('malformed', `a packet of ${length} bytes is announced`)
      if (this.#held.length < 4 + length) return packets
      packets.push(decodePacket(this.#held.subarray(4, 4 + length)))
      this.#held = this.#held.subarray(4 + length)
    }
  }
}

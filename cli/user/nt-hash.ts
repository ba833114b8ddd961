/**
 * The NT hash of a password: MD4 (RFC 1320) over its UTF-16LE. EAP-MSCHAPv2 (RFC 2759 §8.3) works with it in place of the
 * password, which then is nowhere. It is no protection of a weak password: MD4 is quick.
 */
export const ntHash = (password: string): Uint8Array => md4(new Uint8Array(Buffer.from(password, 'utf16le')))

/** Shifts, order of words and constant of each round (RFC 1320 §3.4). */
const ROUNDS = [
  {
    shifts: [3, 7, 11, 19],
    words: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    constant: 0,
    mix: (x: number, y: number, z: number): number => (x & y) | (~x & z),
  },
  {
    shifts: [3, 5, 9, 13],
    words: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    constant: 0x5a827999,
    mix: (x: number, y: number, z: number): number => (x & y) | (x & z) | (y & z),
  },
  {
    shifts: [3, 9, 11, 15],
    words: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    constant: 0x6ed9eba1,
    mix: (x: number, y: number, z: number): number => x ^ y ^ z,
  },
] as const

/** MD4 (RFC 1320); OpenSSL 3 keeps it in a provider that is not loaded. */
export const md4 = (message: Uint8Array): Uint8Array => {
  const view = padded(message)
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let block = 0; block < view.byteLength; block += 64) state = compressed(state, view, block)
  const digest = new DataView(new ArrayBuffer(16))
  for (const [index, word] of state.entries()) digest.setUint32(index * 4, word, true)
  return new Uint8Array(digest.buffer)
}

type State = readonly [number, number, number, number]

const compressed = (state: State, view: DataView, block: number): State => {
  let [a, b, c, d] = state
  for (const { shifts, words, constant, mix } of ROUNDS)
    for (const [step, word] of words.entries()) {
      const sum = (a + mix(b, c, d) + view.getUint32(block + word * 4, true) + constant) | 0
      const shift = shifts[step % 4] ?? 0
      ;[a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c]
    }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0]
}

/** A one, zeroes, and the length in bits (RFC 1320 §3.1, §3.2). */
const padded = (message: Uint8Array): DataView => {
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64)
  bytes.set(message)
  bytes[message.length] = 0x80
  const view = new DataView(bytes.buffer)
  view.setUint32(bytes.length - 8, (message.length * 8) >>> 0, true)
  return view
}

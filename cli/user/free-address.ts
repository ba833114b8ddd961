import { type Cidr, formatAddress, networkOf, parseAddress } from '../../schema/topology/address.ts'

/** How many addresses of a pool are looked at before somebody has to choose. */
const MOST = 65_536

/**
 * The lowest address of a pool that nobody has: not the first (the network's own) nor the last of an IPv4 subnet. Undefined when
 * none is left.
 */
export const freeAddress = (pool: Cidr, taken: ReadonlySet<string>): string | undefined => {
  const bytes = networkOf(pool).address.toByteArray()
  const size = 2 ** Math.min(bytes.length * 8 - pool.prefix, 16)
  const last = bytes.length === 4 ? size - 1 : size
  for (let host = 1; host < Math.min(last, MOST); host++) {
    const address = parseAddress(textOf(plus(bytes, host)))
    const text = address && formatAddress({ address })
    if (text !== undefined && !taken.has(text)) return text
  }
  return undefined
}

const plus = (bytes: readonly number[], host: number): number[] =>
  bytes.map((byte, index) => {
    const shift = (bytes.length - 1 - index) * 8
    return shift > 8 ? byte : byte + ((host >> shift) & 0xff)
  })

const textOf = (bytes: readonly number[]): string =>
  bytes.length === 4
    ? bytes.join('.')
    : Array.from({ length: 8 }, (_, index) =>
        (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
      ).join(':')

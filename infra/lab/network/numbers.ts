import ip from 'ipaddr.js'
import {
  type Cidr,
  contains,
  formatAddress,
  formatCidr,
  hostOf,
  networkOf,
  parseCidr,
} from '../../../schema/topology/address.ts'
import { LabError } from '../lab-error.ts'

/** Reads an address that the lab itself wrote down; throws when that is none. */
export const cidr = (text: string): Cidr => {
  const parsed = parseCidr(text)
  if (parsed === undefined) throw new LabError('topology', `${text} is no address with a prefix`)
  return parsed
}

/** The n-th address of the subnet that `subnet` lies in, with its prefix: `nth('10.1.0.1/16', 10)` is `10.1.0.10/16`. */
export const nth = (subnet: Cidr, n: number): Cidr => {
  const bytes = networkOf(subnet).address.toByteArray()
  let carry = n
  for (let index = bytes.length - 1; index >= 0 && carry > 0; index -= 1) {
    const sum = (bytes[index] ?? 0) + carry
    bytes[index] = sum & 0xff
    carry = sum >> 8
  }
  return { address: ip.fromByteArray(bytes), prefix: subnet.prefix }
}

/** The first of the subnet's addresses from the n-th on that is not taken. */
export const freeFrom = (subnet: Cidr, n: number, taken: readonly Cidr[]): Cidr => {
  const used = new Set(taken.map(formatAddress))
  for (let k = n; ; k += 1) {
    const candidate = nth(subnet, k)
    if (!used.has(formatAddress(candidate))) return candidate
  }
}

/**
 * The n-th block of eight addresses out of a /24 in which nobody has an address yet: the router has the first, the
 * machine the second. Throws `topology` when the /24 is used up.
 */
export const uplink = (
  range: string,
  n: number,
  taken: readonly Cidr[],
): { readonly router: Cidr; readonly own: Cidr } => {
  const blocks = Array.from({ length: 32 }, (_, k) => ({
    address: nth(cidr(range), k * 8).address,
    prefix: 29,
  }))
  const block = blocks.filter(each => !taken.some(address => contains(each, hostOf(address))))[n]
  if (block === undefined) throw new LabError('topology', 'a lab has room for 32 machines')
  return { router: nth(block, 1), own: nth(block, 2) }
}

export const written = formatCidr
export const bare = formatAddress

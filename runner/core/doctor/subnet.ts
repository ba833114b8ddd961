/** A subnet as numbers, so that two can be compared. */
export interface Subnet {
  readonly bits: 32 | 128
  readonly base: bigint
  readonly prefix: number
}

/** Reads an address or a subnet of either family; undefined for anything else. */
export const readSubnet = (text: string): Subnet | undefined => {
  const [address = '', prefixText, ...rest] = text.split('/')
  const number = address.includes(':') ? ipv6(address) : ipv4(address)
  if (number === undefined || rest.length > 0) return undefined
  const bits = address.includes(':') ? 128 : 32
  const prefix = prefixText === undefined ? bits : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1
  if (prefix < 0 || prefix > bits) return undefined
  const host = BigInt(bits - prefix)
  return { bits, base: (number >> host) << host, prefix }
}

/** Whether two subnets share an address; false when one of them is none. */
export const overlap = (a: string, b: string): boolean => {
  const [one, other] = [readSubnet(a), readSubnet(b)]
  if (one === undefined || other === undefined || one.bits !== other.bits) return false
  const host = BigInt(one.bits - Math.min(one.prefix, other.prefix))
  return one.base >> host === other.base >> host
}

/** Whether the first holds all of the second. */
export const covers = (outer: string, inner: string): boolean => {
  const [one, other] = [readSubnet(outer), readSubnet(inner)]
  return one !== undefined && other !== undefined && one.prefix <= other.prefix && overlap(outer, inner)
}

const ipv4 = (text: string): bigint | undefined => {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some(part => !/^\d{1,3}$/.test(part) || Number(part) > 255))
    return undefined
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}

const ipv6 = (text: string): bigint | undefined => {
  const [head = '', tail, ...rest] = text.split('::')
  if (rest.length > 0) return undefined
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const [front, back] = [groups(head), groups(tail ?? '')]
  const missing = 8 - front.length - back.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...front, ...Array.from({ length: missing }, () => '0'), ...back]
  if (all.some(group => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

import ip from 'ipaddr.js'

/**
 * An address with a prefix, parsed once: `10.1.0.0/16` as a subnet, `172.16.0.18/28` as an address on an interface.
 * Host bits stay as written; `networkOf` drops them.
 */
export interface Cidr {
  readonly address: ip.IPv4 | ip.IPv6
  readonly prefix: number
}

/** The longest prefix of the address's family: 32 or 128. */
export const bitsOf = (cidr: Cidr): 32 | 128 => (cidr.address.kind() === 'ipv4' ? 32 : 128)

/** Reads dotted-decimal IPv4 or IPv6 without a prefix; undefined for octal, hex, zone ids and IPv4-mapped forms. */
export const parseAddress = (text: string): ip.IPv4 | ip.IPv6 | undefined => {
  if (ip.IPv4.isValidFourPartDecimal(text)) return ip.IPv4.parse(text)
  if (!/^[0-9a-fA-F:]{2,39}$/.test(text) || !ip.IPv6.isValid(text)) return undefined
  const address = ip.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? undefined : address
}

/** Reads `address/prefix`; undefined when either half is malformed or the prefix is longer than the address. */
export const parseCidr = (text: string): Cidr | undefined => {
  const [, host, length] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? []
  const address = host === undefined ? undefined : parseAddress(host)
  if (address === undefined) return undefined
  const cidr = { address, prefix: Number(length) }
  return cidr.prefix <= bitsOf(cidr) ? cidr : undefined
}

/** The address alone, in canonical form (RFC 5952 for IPv6). */
export const formatAddress = ({ address }: Pick<Cidr, 'address'>): string =>
  address instanceof ip.IPv6 ? address.toRFC5952String() : address.toString()

/** `address/prefix` in canonical form, host bits kept. */
export const formatCidr = (cidr: Cidr): string => `${formatAddress(cidr)}/${cidr.prefix}`

/** The same subnet with its host bits cleared. */
export const networkOf = (cidr: Cidr): Cidr => {
  const bytes = cidr.address.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, cidr.prefix - index * 8))
    return byte & (0xff << (8 - kept)) & 0xff
  })
  return { address: ip.fromByteArray(bytes), prefix: cidr.prefix }
}

/** True when bits behind the prefix are set: `10.1.0.1/16`. */
export const hasHostBits = (cidr: Cidr): boolean => formatAddress(cidr) !== formatAddress(networkOf(cidr))

/** True when every address of `inner` lies in `outer`; never across families. */
export const contains = (outer: Cidr, inner: Cidr): boolean =>
  bitsOf(outer) === bitsOf(inner) &&
  outer.prefix <= inner.prefix &&
  inner.address.match(outer.address, outer.prefix)

/** True when the two share an address; never across families. */
export const overlaps = (a: Cidr, b: Cidr): boolean => contains(a, b) || contains(b, a)

/** The one address as a subnet of its own: /32 or /128. */
export const hostOf = ({ address }: Pick<Cidr, 'address'>): Cidr => ({
  address,
  prefix: address.kind() === 'ipv4' ? 32 : 128,
})

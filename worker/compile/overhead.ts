import type { Family } from './family.ts'

/** What ESP in tunnel mode adds around an inner packet, in bytes (RFC 4303 §2; for UDP RFC 3948 §2.1). */
interface Transform {
  readonly iv: number
  /** The inner packet with its two trailing bytes is padded to a multiple of this. */
  readonly align: number
  readonly icv: number
}

export interface Underlay {
  /** Of the path between the gateways. */
  readonly mtu: number
  /** ESP inside UDP 4500. */
  readonly udp: boolean
  readonly family: Family
}

const ESP_HEADER = 8
const UDP_HEADER = 8
/** Pad length and next header. */
const ESP_TRAILER = 2
const IP_HEADER = { 4: 20, 6: 40 } as const
const TCP_HEADER = 20

/** Full-length IVs and the longest ICV there is: an algorithm that is not listed can only need less. */
const WORST: Transform = { iv: 16, align: 16, icv: 32 }
const ICV: Readonly<Record<string, number>> = {
  md5: 12,
  sha1: 12,
  aesxcbc: 12,
  aescmac: 12,
  sha256: 16,
  sha2_256: 16,
  sha384: 24,
  sha2_384: 24,
  sha512: 32,
  sha2_512: 32,
}

/** The largest inner packet, in bytes, that still leaves as one outer packet whichever of the proposals is chosen. */
export const largestInnerPacket = (proposals: readonly string[], underlay: Underlay): number =>
  Math.min(...proposals.map(proposal => innerPacket(transformOf(proposal), underlay)))

/** The TCP MSS, in bytes, that fits the largest inner packet of this address family (without TCP options). */
export const largestMss = (proposals: readonly string[], underlay: Underlay, inner: Family): number =>
  largestInnerPacket(proposals, underlay) - IP_HEADER[inner] - TCP_HEADER

const innerPacket = ({ iv, align, icv }: Transform, { mtu, udp, family }: Underlay): number => {
  const room = mtu - IP_HEADER[family] - (udp ? UDP_HEADER : 0) - ESP_HEADER - iv - icv
  return Math.floor(room / align) * align - ESP_TRAILER
}

/** Reads a proposal in strongSwan's syntax, such as aes256-sha256-modp2048; key exchange groups add no bytes. */
const transformOf = (proposal: string): Transform => {
  const [cipher = '', ...others] = proposal.split('-')
  const aead = /^(?:aes|camellia)\d+(?:gcm|ccm)(\d+)/.exec(cipher)
  if (aead) return { iv: 8, align: 4, icv: icvOctets(Number(aead[1])) }
  if (cipher.startsWith('chacha20poly1305')) return { iv: 8, align: 4, icv: 16 }
  const icv = others.map(other => ICV[other]).find(length => length !== undefined) ?? WORST.icv
  if (/^(?:aes|camellia)\d*ctr$/.test(cipher)) return { iv: 8, align: 4, icv }
  if (cipher === '3des') return { iv: 8, align: 8, icv }
  return { ...WORST, icv }
}

/** `aes256gcm16` and `aes256gcm128` are the same: octets below, bits above. */
const icvOctets = (length: number): number => (length > 16 ? length / 8 : length)

import { encryptionsOf, integritiesOf, type Proposal, parseProposal } from '../grammar/proposal.ts'
import type { TunnelEnd } from '../tunnel.ts'

/** The path between two gateways, as it bounds what fits inside ESP. */
export interface EspPath {
  /** Bytes of the smallest link. */
  readonly mtu: number
  /** ESP inside UDP 4500 (RFC 3948). */
  readonly udp: boolean
  /** Bytes of the outer IP header: 20 or 40. */
  readonly outer: 20 | 40
}

/** Bytes of the largest inner packet that one outer packet holds, whichever proposal is chosen (RFC 4303 §2). */
export const largestInner = (proposals: readonly string[], path: EspPath): number =>
  Math.min(
    ...proposals
      .map(text => parseProposal(text, 'esp'))
      .filter(isProposal)
      .map(proposal => innerOf(proposal, path)),
  )

/** The TCP segment, in bytes, that fits the largest inner packet; `inner` is the size of its IP header. TCP takes 20. */
export const largestSegment = (proposals: readonly string[], path: EspPath, inner: 20 | 40 = 20): number =>
  largestInner(proposals, path) - inner - 20

/**
 * The path of a tunnel: the smaller underlay of the two, in UDP as soon as one end forces it (it then holds for both), and where
 * nobody knows an end's address: most of those sit behind a NAT, which IKE finds by itself (RFC 7296 §2.23).
 */
export const pathBetween = (ends: readonly Pick<TunnelEnd, 'address' | 'mtu' | 'encap'>[]): EspPath => ({
  mtu: Math.min(...ends.map(({ mtu }) => mtu)),
  udp: ends.some(({ encap, address }) => encap || address === undefined),
  outer: ends.some(({ address }) => address?.includes(':')) ? 40 : 20,
})

const isProposal = (parsed: ReturnType<typeof parseProposal>): parsed is Proposal => 'words' in parsed

const innerOf = (proposal: Proposal, path: EspPath): number => {
  const cipher = encryptionsOf(proposal)
  const iv = Math.max(0, ...cipher.map(one => one.iv))
  const align = Math.max(4, ...cipher.map(one => one.align))
  const icv = Math.max(0, ...cipher.map(one => one.icv), ...integritiesOf(proposal).map(one => one.icv))
  const room = path.mtu - path.outer - (path.udp ? 8 : 0) - 8 - iv - icv
  return Math.floor(room / align) * align - 2
}

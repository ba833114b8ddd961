import { formatAddress, formatCidr, networkOf, parseCidr } from '../../../schema/topology/address.ts'
import type { TunnelDraft } from '../draft/draft.ts'
import { plainId } from '../draft/secret-choice.ts'
import type { Known, KnownTunnel } from './known.ts'

/** A tunnel of the topology whose far end, so far a peer, turns out to be the host that is imported. */
export interface Partner {
  readonly name: string
  readonly tunnel: KnownTunnel
  readonly gateway: string
  readonly peer: string
  /** What either end brings in is what the other one says that it does. */
  readonly mirrored: boolean
}

/**
 * Finds the other half of a tunnel: two of three have to agree, which are the addresses of both ends, the identity by which the peer
 * is known, and selectors that are each other's mirror.
 */
export const partnerOf = (known: Known, draft: TunnelDraft): Partner | undefined => {
  const candidates = Object.entries(known.tunnels).flatMap(([name, tunnel]) => {
    const ends = Object.keys(tunnel.between)
    const peer = ends.find(end => known.peers[end] !== undefined && known.gateways[end] === undefined)
    const gateway = ends.find(end => known.gateways[end] !== undefined)
    if (peer === undefined || gateway === undefined) return []
    const mirrored =
      same(known.peers[peer]?.networks ?? [], draft.local.networks) &&
      same(bringsIn(known, tunnel, gateway), draft.remote.networks)
    const agreed = [addressesAgree(known, peer, gateway, draft), idsAgree(known, peer, draft), mirrored]
    const score = agreed.filter(Boolean).length
    return score < 2 && !(score === 1 && agreed[0] === true)
      ? []
      : [{ name, tunnel, gateway, peer, mirrored, score }]
  })
  return candidates.sort((a, b) => b.score - a.score)[0]
}

const addressesAgree = (
  known: Known,
  peer: string,
  gateway: string,
  { local, remote }: TunnelDraft,
): boolean => {
  const theirs = known.peers[peer]?.address
  const ours = addressesOf(known, gateway)
  // An end that may call from anywhere agrees with any address, as long as the other one is known.
  if (theirs === undefined || local.address === undefined)
    return remote.address !== undefined && ours.has(remote.address)
  return theirs === local.address && (remote.address === undefined || ours.has(remote.address))
}

const idsAgree = (known: Known, peer: string, { local }: TunnelDraft): boolean =>
  local.id !== undefined && plainId(local.id) === plainId(known.peers[peer]?.id ?? '')

/** The addresses of a gateway's interfaces, without prefix. */
export const addressesOf = (known: Known, gateway: string): ReadonlySet<string> =>
  new Set(
    Object.values(known.gateways[gateway]?.interfaces ?? {}).flatMap(one =>
      (one?.addresses ?? []).flatMap(text => {
        const cidr = parseCidr(text)
        return cidr === undefined ? [] : [formatAddress(cidr)]
      }),
    ),
  )

/** The subnets that a gateway brings into a tunnel: those that `networks:` lets in, or all. */
export const bringsIn = (known: Known, tunnel: KnownTunnel, gateway: string): string[] => {
  const all = known.gateways[gateway]?.networks ?? {}
  const words = tunnel.networks?.[gateway] ?? Object.keys(all)
  return words.map(word => all[word]?.subnet ?? word)
}

const same = (a: readonly string[], b: readonly string[]): boolean => {
  const canonical = (texts: readonly string[]) =>
    JSON.stringify([...new Set(texts.map(canonicalSubnet))].sort())
  return canonical(a) === canonical(b)
}

const canonicalSubnet = (text: string): string => {
  const cidr = parseCidr(text)
  return cidr === undefined ? text : formatCidr(networkOf(cidr))
}

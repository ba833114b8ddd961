import { type Cidr, contains, formatAddress, formatCidr, hostOf, networkOf } from '../address.ts'
import type { CodedFinding } from '../finding.ts'
import type { Gateway } from '../gateway.ts'
import { unknownReference } from '../knowledge/reference.ts'
import { byName } from '../sorting.ts'
import type { Path } from '../topology.ts'
import type { EndNetwork, Peer } from '../tunnel.ts'

/** A gateway's networks as it brings them into tunnels. */
export const networksOf = (gateway: Gateway): EndNetwork[] =>
  gateway.networks.map(({ at, name, subnet, interface: on }) => {
    const own = gateway.interfaces
      .find(one => one.name === on)
      ?.addresses.find(address => contains(subnet, hostOf(address)))
    return { name, subnet, inside: own && formatAddress(own), kind: 'network', at }
  })

/** A peer's subnets; nobody gave them names, so they are called after themselves. */
export const peerNetworksOf = (peer: Peer): EndNetwork[] =>
  peer.networks
    .map(
      ({ at, subnet }): EndNetwork => ({
        name: nameOf(subnet),
        subnet,
        inside: undefined,
        kind: 'network',
        at,
      }),
    )
    .sort(byName)

/** All of private space, as a hub speaks for it; networks of the hub that lie outside come beside it. */
export const summaryOf = (
  privateSpace: readonly Cidr[],
  own: readonly EndNetwork[],
  at: Path,
): EndNetwork[] => [
  ...own.filter(({ subnet }) => !privateSpace.some(space => contains(space, subnet))),
  ...privateSpace.map(
    (subnet): EndNetwork => ({ name: nameOf(subnet), subnet, inside: undefined, kind: 'summary', at }),
  ),
]

/**
 * The part of what an end has that `networks:` lets into the tunnel, by name or by subnet. A subnet that the end never
 * said it has becomes `stray`, for the rule `selector-mirror` to refuse.
 */
export const chosen = (
  all: readonly EndNetwork[],
  words: readonly (string | Cidr)[],
  at: Path,
  end: string,
  findings: CodedFinding[],
): EndNetwork[] =>
  words
    .flatMap((word, index): EndNetwork[] => {
      if (typeof word !== 'string') return [bySubnet(all, word, [...at, index])]
      const found = all.find(({ name }) => name === word)
      if (found !== undefined) return [found]
      findings.push(
        unknownReference(
          [...at, index],
          word,
          `network of ${end}`,
          all.map(({ name }) => name),
          [at],
        ),
      )
      return []
    })
    .sort(byName)

const bySubnet = (all: readonly EndNetwork[], subnet: Cidr, at: Path): EndNetwork => {
  const same = all.find(one => formatCidr(networkOf(one.subnet)) === formatCidr(networkOf(subnet)))
  if (same !== undefined) return same
  const kind = all.some(one => contains(one.subnet, subnet)) ? 'network' : 'stray'
  return { name: nameOf(subnet), subnet, inside: undefined, kind, at }
}

/** `net-10-0-0-0-8`: a section's name, different for every subnet. */
const nameOf = (subnet: Cidr): string => `net-${formatCidr(networkOf(subnet)).replace(/[.:/]/g, '-')}`

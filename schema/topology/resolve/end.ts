import { type Cidr, hostOf, parseAddress } from '../address.ts'
import type { CodedFinding } from '../finding.ts'
import { ETHERNET_MTU } from '../presets/preset.ts'
import type { Path } from '../topology.ts'
import type { EndNetwork, Peer } from '../tunnel.ts'
import { peerNetworksOf } from './end-networks.ts'
import { interfaceAt, type Site } from './sites.ts'

/** One end of a tunnel before its partner is known. */
export interface Half {
  readonly at: Path
  readonly kind: 'gateway' | 'peer'
  readonly name: string
  readonly id: string
  /** The interface's name, and where its addresses are written. */
  readonly interface: string | undefined
  readonly addressesAt: Path
  readonly addresses: readonly Cidr[]
  readonly nat: boolean
  readonly mtu: number
  readonly networks: readonly EndNetwork[]
}

/** A gateway that speaks from one of its interfaces; undefined when it has no such interface. */
export const gatewayHalf = (
  network: string,
  site: Site,
  key: string,
  at: Path,
  keyAt: Path,
  findings: CodedFinding[],
): Half | undefined => {
  const found = interfaceAt(site, key, keyAt, findings)
  if (found === undefined) return undefined
  const { name, nat } = site.gateway
  return {
    at,
    kind: 'gateway',
    name,
    id: `${name}.${network}`,
    interface: found.name,
    addressesAt: [...found.at, 'addresses'],
    addresses: found.addresses,
    nat,
    mtu: found.mtu,
    networks: site.networks,
  }
}

/** A gateway of somebody else. */
export const peerHalf = (peer: Peer, at: Path): Half => {
  const address = peer.address === undefined ? undefined : parseAddress(peer.address)
  return {
    at,
    kind: 'peer',
    name: peer.name,
    id: peer.id,
    interface: undefined,
    addressesAt: [...peer.at, 'address'],
    addresses: address === undefined ? [] : [hostOf({ address })],
    nat: peer.nat,
    mtu: ETHERNET_MTU,
    networks: peerNetworksOf(peer),
  }
}

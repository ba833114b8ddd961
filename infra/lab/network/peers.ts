import { contains, networkOf } from '../../../schema/topology/address.ts'
import type { Topology } from '../../../schema/topology/topology.ts'
import type { Peer } from '../../../schema/topology/tunnel.ts'
import { type Draft, macOf } from './draft.ts'
import { guestFiles, portOf } from './guest-files.ts'
import { cidr } from './numbers.ts'
import type { Machine } from './plan.ts'
import { roleOf } from './roles.ts'
import { firstOf, joinSite, siteWire } from './site.ts'
import { type Installed, joinInternet } from './underlay.ts'

/** The one bridge of a peer, with all of its networks. */
export const PEER_BRIDGE = 'lan'

/**
 * A gateway that somebody else runs: plain strongSwan, in the internet, or on the underlay that it shares with ours when
 * its address lies there. Behind it one bridge with a host in each of its networks.
 */
export const peerMachine = (draft: Draft, topology: Topology, peer: Peer, n: number): Machine => {
  const own = peer.networks.map(({ subnet }) => firstOf(subnet))
  const near = sharedPlace(draft, topology, peer)
  const place = near ?? inInternet(draft, peer, n)
  const site = { machine: peer.name, link: PEER_BRIDGE, networks: [], own }
  const cards = [
    { device: 'eth0', mac: macOf(n, 0), wire: place.wire, vlans: [] },
    { device: portOf(PEER_BRIDGE), mac: macOf(n, 1), wire: draft.wire(siteWire(site)), vlans: [] },
  ]
  const links = [
    { device: 'eth0', ...place.installed },
    { device: PEER_BRIDGE, port: portOf(PEER_BRIDGE), ...joinSite(draft, site) },
  ]
  return {
    name: peer.name,
    kind: 'peer',
    id: `peer+${n}`,
    hostname: peer.name,
    daemon: 'swanctl',
    publicAddress: place.address,
    cards,
    files: guestFiles(peer.name, cards, links),
  }
}

interface Place {
  readonly wire: string
  readonly installed: Installed
  readonly address: string
}

const inInternet = (draft: Draft, peer: Peer, n: number): Place => {
  const given = peer.address === undefined || peer.nat ? undefined : cidr(`${peer.address}/32`)
  const { installed, publicAddress } = joinInternet(draft, peer, given, n)
  return { wire: draft.wire(`internet/${peer.name}`), installed, address: publicAddress }
}

const sharedPlace = (draft: Draft, topology: Topology, { name, address }: Peer): Place | undefined => {
  if (address === undefined) return undefined
  const own = cidr(`${address}/32`)
  const tunnels = topology.tunnels.filter(({ ends }) => ends.some(end => end.name === name))
  for (const gateway of topology.gateways)
    for (const link of gateway.interfaces) {
      const spoken = tunnels.some(({ ends }) =>
        ends.some(end => end.name === gateway.name && end.interface === link.name),
      )
      const underlay = link.addresses.find(each => contains(networkOf(each), own))
      const role = roleOf(topology, gateway, link)
      if (!spoken || underlay === undefined || role.kind !== 'shared') continue
      const addresses = [`${address}/${underlay.prefix}`]
      return { wire: draft.wire(`shared/${role.subnet}`), installed: { addresses, mtu: link.mtu }, address }
    }
  return undefined
}

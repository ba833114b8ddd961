import { contains, formatAddress, formatCidr, hostOf } from '../../schema/topology/address.ts'
import { largestSegment } from '../../schema/topology/esp.ts'
import type { Gateway, Network, Topology, Tunnel, TunnelEnd } from '../../schema/topology/topology.ts'
import { type Family, familyOf } from './family.ts'

/** One IKE connection, seen from one gateway. */
export interface Connection {
  /** The tunnel's name. */
  readonly name: string
  readonly local: ConnectionEnd
  readonly remote: ConnectionEnd
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  /** Seconds. */
  readonly rekey: Tunnel['rekey']
  /** Seconds. */
  readonly dpdDelay: number
  /** This end asks for ESP in UDP, whatever NAT detection finds. */
  readonly encap: boolean
  readonly start: 'none' | 'start' | 'trap' | 'trap|start'
  readonly secret: { readonly epoch: number; readonly peerKey: string }
  /** One per pair of networks, sorted by name. */
  readonly children: readonly Child[]
}

export interface ConnectionEnd {
  /** IKE identity, a fully qualified name without `@`. */
  readonly id: string
  readonly address: string
  readonly interface: string
}

export interface Child {
  readonly name: string
  /** Subnets with prefix, of the same family. */
  readonly local: string
  readonly remote: string
  readonly family: Family
  /** What TCP through this pair is clamped to, in bytes; undefined when clamping is off. */
  readonly mss: number | undefined
  /** An address of each gateway inside the pair, where both are known. */
  readonly inside: { readonly from: string; readonly to: string } | undefined
}

/** A tunnel with both its gateways, the asking one first. */
interface Sides {
  readonly tunnel: Tunnel
  readonly own: { readonly end: TunnelEnd; readonly gateway: Gateway }
  readonly other: { readonly end: TunnelEnd; readonly gateway: Gateway }
}

/**
 * The gateway's connections, sorted by tunnel. A tunnel whose other gateway has no keys yet is left out: its secret
 * cannot be derived before that gateway is enrolled.
 */
export const connectionsOf = (topology: Topology, gateway: Gateway): Connection[] =>
  topology.tunnels.flatMap(tunnel => {
    const sides = sidesOf(topology, tunnel, gateway)
    const peerKey = sides?.other.gateway.keys?.seal
    return sides === undefined || peerKey === undefined
      ? []
      : [connectionOf(topology.network, sides, peerKey)]
  })

const sidesOf = (topology: Topology, tunnel: Tunnel, gateway: Gateway): Sides | undefined => {
  const own = tunnel.ends.find(end => end.gateway === gateway.name)
  const end = tunnel.ends.find(other => other !== own)
  const other = topology.gateways.find(({ name }) => name === end?.gateway)
  return own && end && other
    ? { tunnel, own: { end: own, gateway }, other: { end, gateway: other } }
    : undefined
}

const connectionOf = (network: string, sides: Sides, peerKey: string): Connection => {
  const { tunnel, own, other } = sides
  const endOf = ({ gateway, address, interface: name }: TunnelEnd): ConnectionEnd => ({
    id: `${gateway}.${network}`,
    address,
    interface: name,
  })
  return {
    name: tunnel.name,
    local: endOf(own.end),
    remote: endOf(other.end),
    ike: tunnel.ike,
    esp: tunnel.esp,
    rekey: tunnel.rekey,
    dpdDelay: tunnel.dpd.delay,
    encap: own.end.encap,
    start: startOf(tunnel.start, own.end.initiates),
    secret: { epoch: tunnel.secret.epoch, peerKey },
    children: childrenOf(sides),
  }
}

/** Never `start` on both ends: that makes two IKE SAs. A trap on both means traffic from either side brings it back. */
const startOf = (start: Tunnel['start'], initiates: boolean): Connection['start'] => {
  if (start === 'trap') return initiates ? 'trap|start' : 'trap'
  return initiates ? start : 'none'
}

/** Names are unique within the connection: the rule `child-ambiguous` refused any two that would meet. */
const childrenOf = (sides: Sides): Child[] =>
  pairsOf(sides)
    .map(([local, remote]) => childOf(sides, local, remote))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const pairsOf = ({ own, other }: Sides): (readonly [Network, Network])[] =>
  own.gateway.networks.flatMap(local =>
    other.gateway.networks
      .filter(remote => familyOf(remote.subnet) === familyOf(local.subnet))
      .map(remote => [local, remote] as const),
  )

const childOf = (sides: Sides, local: Network, remote: Network): Child => {
  const family = familyOf(local.subnet)
  const from = insideAddress(sides.own.gateway, local)
  const to = insideAddress(sides.other.gateway, remote)
  return {
    name: `${local.name}-${remote.name}`,
    local: formatCidr(local.subnet),
    remote: formatCidr(remote.subnet),
    family,
    mss: mssOf(sides, family),
    inside: from === undefined || to === undefined ? undefined : { from, to },
  }
}

/** The gateway's own address in the network, where the topology knows one. */
const insideAddress = (gateway: Gateway, network: Network): string | undefined => {
  const found = gateway.interfaces
    .find(({ name }) => name === network.interface)
    ?.addresses.find(address => contains(network.subnet, hostOf(address)))
  return found && formatAddress(found)
}

const mssOf = ({ tunnel, own, other }: Sides, family: Family): number | undefined => {
  if (tunnel.mss === 'off') return undefined
  if (tunnel.mss !== 'auto') return tunnel.mss
  const mtus = [own, other].map(
    ({ end, gateway }) => gateway.interfaces.find(({ name }) => name === end.interface)?.mtu ?? 1500,
  )
  // Encapsulation forced on one end makes both ends use UDP.
  const udp = own.end.encap || other.end.encap
  const outer = own.end.address.includes(':') ? 40 : 20
  return largestSegment(tunnel.esp, { mtu: Math.min(...mtus), udp, outer }, family === 6 ? 40 : 20)
}

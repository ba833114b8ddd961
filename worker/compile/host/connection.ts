import { formatCidr } from '../../../schema/topology/address.ts'
import type { Gateway } from '../../../schema/topology/gateway.ts'
import { largestSegment, pathBetween } from '../../../schema/topology/knowledge/esp.ts'
import type { Topology } from '../../../schema/topology/topology.ts'
import type { EndNetwork, StartAction, Tunnel, TunnelEnd } from '../../../schema/topology/tunnel.ts'
import { type ConnectionSecret, secretFor } from './connection-secret.ts'
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
  /** Seconds between re-authentications; undefined: never. */
  readonly reauth: number | undefined
  /** Seconds, and what becomes of a CHILD SA whose peer is dead. */
  readonly dpd: { readonly delay: number; readonly action: 'clear' | 'trap' | 'restart' }
  /** What becomes of a CHILD SA that the peer closes. */
  readonly close: 'none' | 'trap' | 'start'
  /** This end asks for ESP in UDP, whatever NAT detection finds. */
  readonly encap: boolean
  readonly start: StartAction
  readonly secret: ConnectionSecret
  /** One per pair of networks, sorted by name. */
  readonly children: readonly Child[]
}

export interface ConnectionEnd {
  /** IKE identity as strongSwan takes it. */
  readonly id: string
  /** Undefined: any. */
  readonly address: string | undefined
  /** Undefined at the end of a peer. */
  readonly interface: string | undefined
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

/** A tunnel with its two ends, the asking gateway's first. */
interface Sides {
  readonly tunnel: Tunnel
  readonly own: TunnelEnd
  readonly other: TunnelEnd
}

/**
 * The gateway's connections, sorted by tunnel. A tunnel whose other gateway has no keys yet is left out: its secret
 * cannot be derived before that gateway is enrolled.
 */
export const connectionsOf = (topology: Topology, gateway: Gateway): Connection[] =>
  topology.tunnels.flatMap(tunnel => {
    const sides = sidesOf(tunnel, gateway)
    const secret = sides && secretFor(topology, tunnel, gateway.name, sides.other)
    return sides === undefined || secret === undefined ? [] : [connectionOf(sides, secret)]
  })

const sidesOf = (tunnel: Tunnel, { name }: Gateway): Sides | undefined => {
  const [first, second] = tunnel.ends
  if (first.kind === 'gateway' && first.name === name) return { tunnel, own: first, other: second }
  if (second.kind === 'gateway' && second.name === name) return { tunnel, own: second, other: first }
  return undefined
}

const connectionOf = (sides: Sides, secret: ConnectionSecret): Connection => {
  const { tunnel, own, other } = sides
  const endOf = ({ id, address, interface: name }: TunnelEnd): ConnectionEnd => ({
    id,
    address,
    interface: name,
  })
  const lost = whenLost(own.start)
  return {
    name: tunnel.name,
    local: endOf(own),
    remote: endOf(other),
    ike: tunnel.ike,
    esp: tunnel.esp,
    rekey: tunnel.rekey,
    reauth: tunnel.reauth,
    dpd: { delay: tunnel.dpd.delay, action: tunnel.dpd.action ?? lost.dpd },
    close: tunnel.close ?? lost.close,
    encap: own.encap,
    start: own.start,
    secret,
    children: childrenOf(sides),
  }
}

/**
 * A trap brings a lost CHILD SA back with the next packet, and any other action beside it makes a second one. Only an
 * end that has no trap and started by itself has to start again by itself.
 */
const whenLost = (start: StartAction): { dpd: 'clear' | 'restart'; close: 'none' | 'start' } =>
  start === 'start' ? { dpd: 'restart', close: 'start' } : { dpd: 'clear', close: 'none' }

/** Names are unique within the connection: the rule `child-ambiguous` refused any two that would meet. */
const childrenOf = (sides: Sides): Child[] =>
  pairsOf(sides)
    .map(([local, remote]) => childOf(sides, local, remote))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const pairsOf = ({ own, other }: Sides): (readonly [EndNetwork, EndNetwork])[] =>
  own.networks.flatMap(local =>
    other.networks
      .filter(remote => familyOf(remote.subnet) === familyOf(local.subnet))
      .map(remote => [local, remote] as const),
  )

const childOf = ({ tunnel }: Sides, local: EndNetwork, remote: EndNetwork): Child => {
  const family = familyOf(local.subnet)
  return {
    name: `${local.name}-${remote.name}`,
    local: formatCidr(local.subnet),
    remote: formatCidr(remote.subnet),
    family,
    mss: mssOf(tunnel, family),
    inside:
      local.inside === undefined || remote.inside === undefined
        ? undefined
        : { from: local.inside, to: remote.inside },
  }
}

const mssOf = ({ mss, esp, ends }: Tunnel, family: Family): number | undefined => {
  if (mss === 'off') return undefined
  return mss === 'auto' ? largestSegment(esp, pathBetween(ends), family === 6 ? 40 : 20) : mss
}

import type { Access } from '../../schema/topology/access.ts'
import { type Cidr, contains } from '../../schema/topology/address.ts'
import type { Topology } from '../../schema/topology/topology.ts'
import type { TunnelEnd } from '../../schema/topology/tunnel.ts'
import { cidr } from './network/numbers.ts'
import { PEER_BRIDGE } from './network/peers.ts'
import { firstOf, hostIn } from './network/site.ts'

/** A host that something can be asked of: where it is, and its address in one network. */
export interface Talker {
  /** The gateway or peer that it lives behind. */
  readonly machine: string
  /** As the lab calls it: `rlyeh/containers`, `office/lan`. */
  readonly name: string
  readonly address: string
  /** It leaves for the internet through its gateway. */
  readonly masqueraded: boolean
  /** The first of its host's addresses: what programs use that are not told. */
  readonly main: boolean
}

/** Every host of a topology's lab that has an IPv4 address, once for each of its networks. */
export const talkersOf = (topology: Topology): Talker[] => {
  const sites = topology.gateways.flatMap(gateway =>
    gateway.networks.map(network => {
      const own = gateway.interfaces.find(link => link.name === network.interface)?.addresses ?? []
      return {
        machine: gateway.name,
        name: `${gateway.name}/${network.name}`,
        own: own.find(address => contains(network.subnet, address)) ?? firstOf(network.subnet),
        masqueraded: gateway.internet?.masquerade.includes(network.name) ?? false,
        main: gateway.networks.find(each => each.interface === network.interface) === network,
      }
    }),
  )
  const offices = topology.peers.flatMap(({ name, networks }) =>
    networks.map(({ subnet }, n) => ({
      machine: name,
      name: `${name}/${PEER_BRIDGE}`,
      own: firstOf(subnet),
      masqueraded: false,
      main: n === 0,
    })),
  )
  return [...sites, ...offices]
    .filter(({ own }) => own.address.kind() === 'ipv4')
    .map(({ own, ...rest }) => ({ ...rest, address: hostIn(own) }))
}

/**
 * Whether packets from an address behind `from` find a way through tunnels to an address behind `to`: each tunnel on the
 * way must have a pair of networks that holds both. Directly, or through hubs.
 */
export const shouldTalk = (
  topology: Topology,
  from: Pick<Talker, 'machine' | 'address'>,
  to: Pick<Talker, 'machine' | 'address'>,
): boolean => {
  const [source, target] = [cidr(`${from.address}/32`), cidr(`${to.address}/32`)]
  const reached = new Set([from.machine])
  for (const machine of reached)
    for (const { ends } of topology.tunnels)
      for (const [near, far] of [ends, [...ends].reverse()])
        if (near?.name === machine && far && brings(near, source) && brings(far, target))
          reached.add(far.name)
  return reached.has(to.machine)
}

const brings = ({ networks }: TunnelEnd, address: Cidr): boolean =>
  networks.some(({ subnet }) => contains(subnet, address))

/** Whether clients of an access send packets for an IPv4 address through their tunnel. */
export const routed = ({ routes }: Access, address: string): boolean =>
  routes.some(route => contains(route, cidr(`${address}/32`)))

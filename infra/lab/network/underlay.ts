import { type Cidr, contains, networkOf } from '../../../schema/topology/address.ts'
import type { Gateway, Interface } from '../../../schema/topology/gateway.ts'
import type { Topology } from '../../../schema/topology/topology.ts'
import { addPort, addRule, type Draft, type DraftRoom } from './draft.ts'
import { bare, cidr, nth, uplink, written } from './numbers.ts'

/** How an installer would configure an interface: netplan's words. */
export interface Installed {
  readonly addresses: readonly string[]
  readonly routes?: readonly { readonly to: string; readonly via: string; readonly 'on-link'?: true }[]
  readonly mtu?: number
}

/** Addresses that the topology leaves open: TEST-NET-3 (RFC 5737) in the internet, RFC 6598 behind a provider's NAT. */
const PUBLIC = '203.0.113.0/24'
const BEHIND_NAT = '100.64.0.0/24'

/** The router of machines that have a single address, as Hetzner numbers it. */
const LONE_ROUTER = '172.31.1.1'

/** What providers' switches and networks carry, whatever a topology says about them. */
const VSWITCH_MTU = 1400
const CLOUD_MTU = 1450

const DROP_EARLY = 'type filter hook prerouting priority raw; policy accept;'
const DROP_LATE = 'type filter hook postrouting priority raw; policy accept;'
const PASS = 'type filter hook forward priority filter; policy drop;'

/** Connects a gateway's internet interface: directly, or through a 1:1 NAT that lets nothing pass but its one address. */
export const joinInternet = (draft: Draft, gateway: Gateway, link: Interface, n: number): Installed => {
  const internet = draft.room('internet', { forwards: true })
  const wire = draft.wire(`internet/${gateway.name}`)
  const given = link.addresses[0]
  if (!gateway.nat) return attach(internet, `to${n}`, wire, given ?? uplink(PUBLIC, n).gateway)
  const outside = uplink(PUBLIC, n)
  const nat = draft.room(`nat/${gateway.name}`, { forwards: true })
  const own = given ?? uplink(BEHIND_NAT, n).gateway
  const transit = draft.wire(`transit/${gateway.name}`)
  addPort(internet, `to${n}`, transit, [written(outside.router)])
  addPort(nat, 'outside', transit, [written(outside.gateway)])
  nat.routes.push({ to: 'default', via: bare(outside.router) })
  const [inner, outer] = [bare(own), bare(outside.gateway)]
  addRule(
    nat,
    'type nat hook prerouting priority dstnat;',
    `iifname outside ip daddr ${outer} dnat to ${inner}`,
  )
  addRule(
    nat,
    'type nat hook postrouting priority srcnat;',
    `oifname outside ip saddr ${inner} snat to ${outer}`,
  )
  addRule(
    nat,
    PASS,
    `iifname inside ip saddr ${inner} accept`,
    'iifname outside ct state established,related,new accept',
  )
  return attach(nat, 'inside', wire, own)
}

/** A router's port towards a gateway that has `own`, and what the gateway's installer writes for it. */
const attach = (room: DraftRoom, device: string, wire: string, own: Cidr): Installed => {
  if (own.prefix < 31) {
    const first = nth(own, 1)
    const router = bare(first) === bare(own) ? nth(own, 2) : first
    addPort(room, device, wire, [written(router)])
    return { addresses: [written(own)], routes: [{ to: 'default', via: bare(router) }] }
  }
  addPort(room, device, wire, [`${LONE_ROUTER}/32`])
  room.routes.push({ to: `${bare(own)}/32`, device })
  return { addresses: [written(own)], routes: [{ to: 'default', via: LONE_ROUTER, 'on-link': true }] }
}

/**
 * A VLAN of the provider's switch. Its routers are the gateways' next hops there; behind them lies the cloud's private
 * network (a vSwitch coupled to it).
 */
export const joinVlan = (draft: Draft, gateway: Gateway, link: Interface, id: number) => {
  const wire = draft.wire(`vlan/${id}`)
  const routers = link.routes.flatMap(route => {
    const own = link.addresses.find(address => contains(networkOf(address), cidr(`${route.via}/32`)))
    return own === undefined ? [] : [`${route.via}/${own.prefix}`]
  })
  if (routers.length > 0) addPort(cloudOf(draft), `vlan${id}`, wire, [...new Set(routers)])
  return { id, mtu: gateway.provider === 'hetzner-dedicated' ? VSWITCH_MTU : link.mtu, wire }
}

/**
 * A machine's card on the cloud's private network: every machine has a single address and its own line to the router,
 * which is the first address of the network. Larger packets than the network carries are lost without a word.
 */
export const joinCloud = (
  draft: Draft,
  topology: Topology,
  gateway: Gateway,
  link: Interface,
  n: number,
): Installed => {
  const own = link.addresses[0] ?? uplink(BEHIND_NAT, n).gateway
  const subnet = cloudSubnet(topology, own)
  const router = bare(nth(subnet, 1))
  const cloud = cloudOf(draft)
  const device = `private${n}`
  addPort(cloud, device, draft.wire(`private/${gateway.name}`), [`${router}/32`])
  cloud.routes.push({ to: `${bare(own)}/32`, device })
  addRule(cloud, DROP_EARLY, `iifname ${device} meta length > ${CLOUD_MTU} drop`)
  addRule(cloud, DROP_LATE, `oifname ${device} meta length > ${CLOUD_MTU} drop`)
  return {
    addresses: [written(own)],
    routes: [{ to: written(networkOf(subnet)), via: router, 'on-link': true }],
    mtu: CLOUD_MTU,
  }
}

/** Carries UDP and ICMP only: ESP as its own protocol is lost here, by a NAT that IKE cannot see. */
const cloudOf = (draft: Draft): DraftRoom => {
  const cloud = draft.room('cloud', { forwards: true })
  if (!cloud.rules.has(PASS)) addRule(cloud, PASS, 'ip protocol { icmp, udp } accept')
  return cloud
}

/** The network that somebody's route names, or the /24 around the address. */
const cloudSubnet = (topology: Topology, own: Cidr): Cidr => {
  const routes = topology.gateways.flatMap(({ interfaces }) => interfaces.flatMap(link => link.routes))
  const named = routes.map(({ to }) => to).filter(to => to.prefix > 0 && contains(to, own))
  return named.sort((a, b) => b.prefix - a.prefix)[0] ?? { address: own.address, prefix: 24 }
}

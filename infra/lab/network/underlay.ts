import { type Cidr, contains, networkOf } from '../../../schema/topology/address.ts'
import type { Gateway, Interface } from '../../../schema/topology/gateway.ts'
import type { Topology } from '../../../schema/topology/topology.ts'
import { addPort, addRule, type Draft, type DraftRoom } from './draft.ts'
import { bare, cidr, nth, written } from './numbers.ts'

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

/** A machine as the internet sees it. */
export interface Subscriber {
  readonly name: string
  /** Behind a 1:1 NAT. */
  readonly nat: boolean
}

/** How a machine was connected, and the address at which others reach it. */
export interface Connected {
  readonly installed: Installed
  readonly publicAddress: string
}

/** Connects a machine's internet interface: directly, or through a 1:1 NAT that lets nothing pass but its one address. */
export const joinInternet = (
  draft: Draft,
  { name, nat }: Subscriber,
  given: Cidr | undefined,
  n: number,
): Connected => {
  const internet = internetOf(draft)
  const wire = draft.wire(`internet/${name}`)
  if (nat) return joinBehindNat(draft, name, given, n)
  if (given !== undefined) return attach(internet, `to${n}`, wire, given)
  const { router, own } = draft.uplink(PUBLIC, n)
  addPort(internet, `to${n}`, wire, [written(router)])
  return connected(own, { to: 'default', via: bare(router) })
}

const joinBehindNat = (draft: Draft, name: string, given: Cidr | undefined, n: number): Connected => {
  const outside = draft.uplink(PUBLIC, n)
  const nat = draft.room(`nat/${name}`, { forwards: true })
  const own = given ?? draft.uplink(BEHIND_NAT, n).own
  const transit = draft.wire(`transit/${name}`)
  addPort(internetOf(draft), `to${n}`, transit, [written(outside.router)])
  addPort(nat, 'outside', transit, [written(outside.own)])
  nat.routes.push({ to: 'default', via: bare(outside.router) })
  const [inner, outer] = [bare(own), bare(outside.own)]
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
  return { ...attach(nat, 'inside', draft.wire(`internet/${name}`), own), publicAddress: outer }
}

/** A home with a router that shares one address, as people have it: what nobody asked for from inside does not come in. */
export const joinHome = (draft: Draft, name: string, subnet: Cidr, n: number): Connected => {
  const outside = draft.uplink(PUBLIC, n)
  const home = draft.room(`home/${name}`, { forwards: true })
  const line = draft.wire(`line/${name}`)
  addPort(internetOf(draft), `to${n}`, line, [written(outside.router)])
  addPort(home, 'outside', line, [written(outside.own)])
  home.routes.push({ to: 'default', via: bare(outside.router) })
  addRule(home, 'type nat hook postrouting priority srcnat;', 'oifname outside masquerade')
  addRule(home, PASS, 'iifname inside accept', 'iifname outside ct state established,related accept')
  const [router, own] = [nth(subnet, 1), nth(subnet, 20)]
  addPort(home, 'inside', draft.wire(`home/${name}`), [written(router)])
  return { ...connected(own, { to: 'default', via: bare(router) }), publicAddress: bare(outside.own) }
}

/** The router in the middle: whoever hangs on it thinks that the rest of its subnet is on the same wire. */
export const internetOf = (draft: Draft): DraftRoom =>
  draft.room('internet', { forwards: true, proxies: true })

/** A router's port towards a machine that has `own`, and what the machine's installer writes for it. */
const attach = (room: DraftRoom, device: string, wire: string, own: Cidr): Connected => {
  const first = nth(own, 1)
  const near = bare(first) === bare(own) ? nth(own, 2) : first
  const router = own.prefix < 31 ? bare(near) : LONE_ROUTER
  addPort(room, device, wire, [`${router}/32`])
  room.routes.push({ to: `${bare(own)}/32`, device })
  return connected(own, { to: 'default', via: router, ...(own.prefix >= 31 && { 'on-link': true }) })
}

const connected = (own: Cidr, route: NonNullable<Installed['routes']>[number]): Connected => ({
  installed: { addresses: [written(own)], routes: [route] },
  publicAddress: bare(own),
})

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
  const own = link.addresses[0] ?? draft.uplink(BEHIND_NAT, n).own
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

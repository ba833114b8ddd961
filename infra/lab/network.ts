import type { Gateway, Interface } from '../../schema/topology/gateway.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { addPort, Draft, macOf } from './network/draft.ts'
import { guestFiles, type InstalledLink, portOf } from './network/guest-files.ts'
import { CONTROL_ADDRESS, WEB_ADDRESS } from './network/internet.ts'
import { bare, freeFrom, nth, written } from './network/numbers.ts'
import type { Card, LabPlan } from './network/plan.ts'
import { type Role, roleOf } from './network/roles.ts'
import { joinCloud, joinInternet, joinVlan } from './network/underlay.ts'

/**
 * Draws the lab of a topology: every gateway with its cards, every segment between them, a router for the internet and
 * for the provider, a host behind each site. What a topology does not say (addresses in the internet, routers) is made
 * up, the same way each time. Throws `topology` for more than 32 gateways.
 */
export const planLab = (topology: ValidTopology): LabPlan => {
  const draft = new Draft()
  draft.room('internet', { forwards: true }).own.push(`${CONTROL_ADDRESS}/32`, `${WEB_ADDRESS}/32`)
  topology.gateways.forEach((gateway, n) => addGateway(draft, topology, gateway, n))
  return draft.plan()
}

const addGateway = (draft: Draft, topology: ValidTopology, gateway: Gateway, n: number): void => {
  const cards: Card[] = []
  const links: InstalledLink[] = []
  for (const link of inKernelOrder(gateway.interfaces)) {
    const role = roleOf(topology, gateway, link)
    if (role.kind === 'vlan') continue
    const device = role.kind === 'site' ? portOf(link.name) : link.name
    const vlans = gateway.interfaces.flatMap(child =>
      child.vlan?.link === link.name ? [joinVlan(draft, gateway, child, child.vlan.id)] : [],
    )
    cards.push({ device, mac: macOf(n, cards.length), wire: wireOf(draft, gateway, link, role), vlans })
    const installed = install(draft, topology, gateway, link, role, n)
    if (installed !== undefined && !link.managed) links.push(installed)
  }
  draft.machine({ name: gateway.name, cards, files: guestFiles(gateway.name, cards, links) })
}

/** The kernel calls new cards eth0, eth1, …: those that shall keep such a name come first, in its order. */
const inKernelOrder = (links: readonly Interface[]): Interface[] => {
  const rank = ({ name }: Interface): number =>
    Number(/^eth(\d+)$/.exec(name)?.[1] ?? Number.MAX_SAFE_INTEGER)
  return [...links].sort((a, b) => rank(a) - rank(b))
}

const wireOf = (draft: Draft, gateway: Gateway, link: Interface, role: Role): string | undefined => {
  if (role.kind === 'trunk') return undefined
  if (role.kind === 'internet') return draft.wire(`internet/${gateway.name}`)
  if (role.kind === 'cloud') return draft.wire(`private/${gateway.name}`)
  if (role.kind === 'shared') return draft.wire(`shared/${role.subnet}`)
  return draft.wire(`site/${gateway.name}/${link.name}`)
}

const install = (
  draft: Draft,
  topology: ValidTopology,
  gateway: Gateway,
  link: Interface,
  role: Role,
  n: number,
): InstalledLink | undefined => {
  const device = link.name
  if (role.kind === 'internet') return { device, ...joinInternet(draft, gateway, link, n) }
  if (role.kind === 'cloud') return { device, ...joinCloud(draft, topology, gateway, link, n) }
  if (role.kind === 'shared') return { device, addresses: link.addresses.map(written), mtu: link.mtu }
  if (role.kind === 'site')
    return { device, port: portOf(device), ...joinSite(draft, gateway, link, role.networks) }
  return undefined
}

/**
 * A bridge in the gateway, as a container host has it, with a card as its port; on the other end of that card's wire a
 * host with the tenth address of each network, whose way out is the gateway.
 */
const joinSite = (draft: Draft, gateway: Gateway, link: Interface, networks: readonly string[]) => {
  const wire = draft.wire(`site/${gateway.name}/${link.name}`)
  const subnets = gateway.networks
    .filter(network => networks.includes(network.name))
    .map(({ subnet }) => subnet)
  const own = link.addresses.length > 0 ? link.addresses : subnets.map(subnet => nth(subnet, 1))
  const names = [...networks, link.name].map(name => `${gateway.name}/${name}`)
  const [name = wire, ...also] = names
  const host = draft.room(name, { forwards: false, also })
  const reachable = own.filter(address => address.address.kind() === 'ipv4' && address.prefix < 31)
  const taken = [...own]
  for (const address of reachable) taken.push(freeFrom(address, 10, taken))
  addPort(host, 'eth0', wire, taken.slice(own.length).map(written))
  const [first] = reachable
  if (first !== undefined) host.routes.push({ to: 'default', via: bare(first) })
  return { addresses: own.map(written) }
}

import type { Gateway, Interface } from '../../schema/topology/gateway.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { LabError } from './lab-error.ts'
import { Draft, macOf } from './network/draft.ts'
import { guestFiles, type InstalledLink, portOf } from './network/guest-files.ts'
import { CONTROL_ADDRESS, WEB_ADDRESS } from './network/internet.ts'
import { laptopMachine, usersWithLaptops } from './network/laptops.ts'
import { bare, written } from './network/numbers.ts'
import { peerMachine } from './network/peers.ts'
import type { Card, LabPlan, Machine } from './network/plan.ts'
import { type Role, roleOf } from './network/roles.ts'
import { firstOf, joinSite, siteWire } from './network/site.ts'
import { addressesIn } from './network/taken.ts'
import { internetOf, joinCloud, joinInternet, joinVlan } from './network/underlay.ts'

/**
 * Draws the lab of a topology: every gateway with its cards, every segment between them, a router for the internet and
 * for the provider, a host behind each site; peers, and laptops of people who dial in. What a topology does not say
 * (addresses in the internet, routers) is made up, the same way each time. Throws `topology` for more than 32 machines.
 */
export const planLab = (topology: ValidTopology): LabPlan => {
  const taken = addressesIn(topology)
  for (const address of taken)
    if ([CONTROL_ADDRESS, WEB_ADDRESS].includes(bare(address)))
      throw new LabError('topology', `${bare(address)} is a server in the lab's internet; take another one`)
  const draft = new Draft(taken)
  internetOf(draft).own.push(`${CONTROL_ADDRESS}/32`, `${WEB_ADDRESS}/32`)
  const gateways = topology.gateways.map((gateway, n) => gatewayMachine(draft, topology, gateway, n))
  const first = gateways.length
  const peers = topology.peers.map((peer, n) => peerMachine(draft, topology, peer, first + n))
  const publicOf = (name: string): string | undefined =>
    gateways.find(gateway => gateway.name === name)?.publicAddress
  const laptops = usersWithLaptops(topology).map((user, n) =>
    laptopMachine(draft, topology, user, first + peers.length + n, publicOf),
  )
  return draft.plan([...gateways, ...peers, ...laptops])
}

const gatewayMachine = (draft: Draft, topology: ValidTopology, gateway: Gateway, n: number): Machine => {
  const cards: Card[] = []
  const links: InstalledLink[] = []
  let publicAddress: string | undefined
  for (const link of inKernelOrder(gateway.interfaces)) {
    const role = roleOf(topology, gateway, link)
    if (role.kind === 'vlan') continue
    const device = role.kind === 'site' ? portOf(link.name) : link.name
    const vlans = gateway.interfaces.flatMap(child =>
      child.vlan?.link === link.name ? [joinVlan(draft, gateway, child, child.vlan.id)] : [],
    )
    cards.push({ device, mac: macOf(n, cards.length), wire: wireOf(draft, gateway, link, role), vlans })
    const place = install(draft, topology, gateway, link, role, n)
    publicAddress ??= place?.publicAddress
    if (place !== undefined && !link.managed) links.push({ device: link.name, ...place.installed })
  }
  const { name, daemon } = gateway
  const files = guestFiles(name, cards, links)
  return { name, kind: 'gateway', id: name, hostname: name, daemon, publicAddress, cards, files }
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
  return draft.wire(siteWire({ machine: gateway.name, link: link.name }))
}

const install = (
  draft: Draft,
  topology: ValidTopology,
  gateway: Gateway,
  link: Interface,
  role: Role,
  n: number,
): { installed: Omit<InstalledLink, 'device'>; publicAddress?: string } | undefined => {
  if (role.kind === 'internet') return joinInternet(draft, gateway, link.addresses[0], n)
  if (role.kind === 'cloud') return { installed: joinCloud(draft, topology, gateway, link, n) }
  if (role.kind === 'shared') return { installed: { addresses: link.addresses.map(written), mtu: link.mtu } }
  if (role.kind !== 'site') return undefined
  const { networks } = role
  const own = link.addresses.length > 0 ? link.addresses : subnetsOf(gateway, networks).map(firstOf)
  const site = { machine: gateway.name, link: link.name, networks, own }
  return { installed: { port: portOf(link.name), ...joinSite(draft, site) } }
}

const subnetsOf = (gateway: Gateway, networks: readonly string[]) =>
  gateway.networks.filter(({ name }) => networks.includes(name)).map(({ subnet }) => subnet)

import type { Cidr } from '../../../schema/topology/address.ts'
import { addPort, type Draft } from './draft.ts'
import { bare, freeFrom, nth, written } from './numbers.ts'
import type { Installed } from './underlay.ts'

/** Something that people live behind: a bridge of a machine, by all the names that its host may be called. */
export interface Site {
  readonly machine: string
  readonly link: string
  /** Names of the networks on it, if any has one. */
  readonly networks: readonly string[]
  /** The machine's own addresses there. */
  readonly own: readonly Cidr[]
}

/** Where the site's wire is, as captures call it. */
export const siteWire = ({ machine, link }: Pick<Site, 'machine' | 'link'>): string =>
  `site/${machine}/${link}`

/**
 * A bridge in the machine, as a container host has it, with a card as its port; on the other end of that card's wire a
 * host with the tenth address of each IPv4 network, whose way out is the machine.
 */
export const joinSite = (draft: Draft, site: Site): Installed => {
  const wire = draft.wire(siteWire(site))
  const names = [...site.networks, site.link].map(name => `${site.machine}/${name}`)
  const [name = wire, ...also] = names
  const host = draft.room(name, { forwards: false, also })
  const reachable = site.own.filter(each => each.address.kind() === 'ipv4' && each.prefix < 31)
  const taken = [...site.own]
  for (const address of reachable) taken.push(freeFrom(address, 10, taken))
  addPort(host, 'eth0', wire, taken.slice(site.own.length).map(written))
  const [first] = reachable
  if (first !== undefined) host.routes.push({ to: 'default', via: bare(first) })
  return { addresses: site.own.map(written) }
}

/** The machine's address in a network that is only known as a subnet: the first. */
export const firstOf = (subnet: Cidr): Cidr => nth(subnet, 1)

/** The address of the host in a network in which the machine has `own`. */
export const hostIn = (own: Cidr): string => bare(freeFrom(own, 10, [own]))

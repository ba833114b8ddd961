import { overlaps, parseAddress } from '../../../schema/topology/address.ts'
import type { Topology } from '../../../schema/topology/topology.ts'
import { type Draft, macOf } from './draft.ts'
import { guestFiles } from './guest-files.ts'
import { CONTROL_NAME, WEB_ADDRESS } from './internet.ts'
import { cidr } from './numbers.ts'
import type { Machine } from './plan.ts'
import { joinHome } from './underlay.ts'

/** How many users of an access have a laptop of their own; the others would sit down at the first. */
const LAPTOPS = 2

/** What homes number themselves; the first that nobody of the topology uses. */
const HOMES = ['192.168.178.0/24', '172.31.178.0/24', '10.178.178.0/24']

/** The users who have a laptop in the lab: the first two of each access. */
export const usersWithLaptops = (topology: Topology): string[] => [
  ...new Set(topology.access.flatMap(({ users }) => users.slice(0, LAPTOPS).map(({ name }) => name))),
]

/**
 * A laptop at home, behind a router that shares one address. Names that it looks up stand in its /etc/hosts: gateways
 * that it can dial (at `publicOf`) and the servers of revocation lists.
 */
export const laptopMachine = (
  draft: Draft,
  topology: Topology,
  user: string,
  n: number,
  publicOf: (gateway: string) => string | undefined,
): Machine => {
  const used = [...topology.private, ...topology.access.flatMap(({ routes }) => routes)]
  const homes = HOMES.map(cidr)
  const home = homes.find(each => !used.some(other => overlaps(each, other))) ?? homes[0]
  const { installed, publicAddress } = joinHome(draft, user, home ?? cidr('192.168.178.0/24'), n)
  const cards = [{ device: 'eth0', mac: macOf(n, 0), wire: draft.wire(`home/${user}`), vlans: [] }]
  return {
    name: `laptop/${user}`,
    kind: 'laptop',
    id: `laptop+${n}`,
    hostname: 'laptop',
    daemon: 'swanctl',
    publicAddress,
    cards,
    files: guestFiles('laptop', cards, [{ device: 'eth0', ...installed }], namesFor(topology, publicOf)),
  }
}

const namesFor = (topology: Topology, publicOf: (gateway: string) => string | undefined): string[] => {
  const dialled = topology.access.flatMap(({ id, gateway, address }) => {
    const at = address ?? publicOf(gateway)
    return at === undefined || parseAddress(id) !== undefined ? [] : [`${at} ${id}`]
  })
  const lists = topology.access.flatMap(({ certificate }) => certificate.certificate?.revocationLists ?? [])
  const servers = lists.map(url => new URL(url).hostname).filter(name => name !== CONTROL_NAME)
  return [...new Set([...dialled, ...servers.map(name => `${WEB_ADDRESS} ${name}`)])]
}

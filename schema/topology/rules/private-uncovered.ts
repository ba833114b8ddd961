import { type Cidr, contains, formatCidr } from '../address.ts'
import type { Rule } from '../finding.ts'
import type { Path, Topology } from '../topology.ts'

/** A network that the firewall does not know to be private. */
export const privateUncovered: Rule = {
  code: 'private-uncovered',
  level: 'warning',
  trap: {
    when: 'a network lies outside all subnets of `private`',
    observe: 'while its tunnel is down, packets for it leave by the internet interface in clear',
    why: 'the firewall drops what leaves for private space, and does not know this to be any',
    write: 'add the subnet, or one around it, to `private`',
  },
  *check(topology) {
    for (const { at, name, subnet } of networksIn(topology)) {
      if (topology.private.some(space => contains(space, subnet))) continue
      yield {
        severity: 'warning',
        at,
        message: `while a tunnel is down, packets for ${name} leave by the internet interface in clear: ${formatCidr(subnet)} is in no subnet of private`,
        hint: `add ${formatCidr(subnet)}, or a subnet around it, to private`,
        because: [['private']],
      }
    }
  },
}

const networksIn = ({ gateways, peers, access }: Topology): { at: Path; name: string; subnet: Cidr }[] => [
  ...gateways
    .flatMap(({ networks }) => networks)
    .map(({ at, name, subnet }) => ({ at: [...at, 'subnet'], name, subnet })),
  ...peers.flatMap(({ name, networks }) => networks.map(({ at, subnet }) => ({ at, name, subnet }))),
  ...access.flatMap(({ at, name, pool, dynamic }) => [
    ...(pool === undefined ? [] : [{ at: [...at, 'pool'], name, subnet: pool }]),
    ...(dynamic === undefined ? [] : [{ at: [...at, 'dynamic'], name, subnet: dynamic }]),
  ]),
]

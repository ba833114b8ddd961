import { type Cidr, formatCidr, hasHostBits, networkOf } from '../address.ts'
import type { Rule } from '../finding.ts'
import type { Path, Topology } from '../topology.ts'

/** A subnet with host bits, which every program below masks in silence. */
export const selectorHostBits: Rule = {
  code: 'selector-host-bits',
  *check(topology) {
    for (const { at, subnet } of subnets(topology)) {
      if (!hasHostBits(subnet)) continue
      yield {
        severity: 'error',
        at,
        message: `the tunnel carries ${formatCidr(networkOf(subnet))} and not what is written here: strongSwan and the kernel mask the host bits without a word`,
        hint: `write ${formatCidr(networkOf(subnet))}`,
      }
    }
  },
}

const subnets = ({ private: space, gateways }: Topology): { at: Path; subnet: Cidr }[] => [
  ...space.map((subnet, index) => ({ at: ['private', index], subnet })),
  ...gateways.flatMap(gateway =>
    gateway.networks.map(({ at, subnet }) => ({ at: [...at, 'subnet'], subnet })),
  ),
  ...gateways
    .flatMap(gateway => gateway.interfaces)
    .flatMap(({ at, routes }) =>
      routes.map(({ to }, index) => ({ at: [...at, 'routes', index, 'to'], subnet: to })),
    ),
]

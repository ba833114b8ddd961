import type { Access } from '../access.ts'
import { type Cidr, formatCidr, hasHostBits, networkOf } from '../address.ts'
import type { Rule } from '../finding.ts'
import type { Path, Topology } from '../topology.ts'
import type { Tunnel } from '../tunnel.ts'

/** A subnet with host bits, which every program below masks in silence. */
export const selectorHostBits: Rule = {
  code: 'selector-host-bits',
  level: 'error',
  trap: {
    when: 'a subnet has bits behind its prefix: `10.1.0.1/16`',
    observe: 'the tunnel carries another subnet than the one that was written',
    why: 'strongSwan and the kernel mask the host bits without a word',
    write: 'write the subnet itself: `10.1.0.0/16`',
  },
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

interface Written {
  readonly at: Path
  readonly subnet: Cidr
}

const subnets = (topology: Topology): Written[] => [
  ...numbered(['private'], topology.private),
  ...topology.gateways.flatMap(gateway =>
    gateway.networks.map(({ at, subnet }) => ({ at: [...at, 'subnet'], subnet })),
  ),
  ...topology.gateways
    .flatMap(gateway => gateway.interfaces)
    .flatMap(({ at, routes }) =>
      routes.map(({ to }, index) => ({ at: [...at, 'routes', index, 'to'], subnet: to })),
    ),
  ...topology.peers.flatMap(({ networks }) => networks),
  ...topology.tunnels.flatMap(chosenSubnets),
  ...topology.access.flatMap(accessSubnets),
]

const numbered = (at: Path, list: readonly Cidr[]): Written[] =>
  list.map((subnet, index) => ({ at: [...at, index], subnet }))

/** What `networks:` of a tunnel spells out itself; what it only names was looked at where it is defined. */
const chosenSubnets = ({ origin, ends }: Tunnel): Written[] =>
  origin.kind !== 'tunnel'
    ? []
    : ends.flatMap(({ networks }) => networks).filter(({ at }) => at[0] === 'tunnels')

const accessSubnets = ({ at, routes, pool, dynamic }: Access): Written[] => [
  ...numbered([...at, 'routes'], routes),
  ...(pool === undefined ? [] : [{ at: [...at, 'pool'], subnet: pool }]),
  ...(dynamic === undefined ? [] : [{ at: [...at, 'dynamic'], subnet: dynamic }]),
]

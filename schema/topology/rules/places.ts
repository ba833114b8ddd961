import { type Cidr, contains } from '../address.ts'
import type { Path, Topology } from '../topology.ts'

/** Addresses that are behind one gateway or peer, and nowhere else. */
export interface AddressedPlace {
  readonly at: Path
  readonly subnet: Cidr
  /** `web of north`. */
  readonly what: string
  /** What to write where it overlaps another. */
  readonly hint: string
}

const SITE = 'give each site a subnet of its own'
const POOL =
  'take a subnet that no site has: clients would compete with hosts for addresses, and each would ask the other side for its neighbours'

/** Every place of a topology in a fixed order: sites, those of peers, then the pools of clients. What a hub sums up is none. */
export const placesOf = ({ gateways, peers, access }: Topology): AddressedPlace[] => [
  ...gateways.flatMap(gateway =>
    gateway.networks.map(({ at, name, subnet }) => ({
      at: [...at, 'subnet'],
      subnet,
      what: `${name} of ${gateway.name}`,
      hint: SITE,
    })),
  ),
  ...peers.flatMap(peer =>
    peer.networks.map(({ at, subnet }) => ({ at, subnet, what: `a network of ${peer.name}`, hint: SITE })),
  ),
  ...access.flatMap(({ at, name, pool, dynamic }) => [
    ...(pool === undefined
      ? []
      : [{ at: [...at, 'pool'], subnet: pool, what: `the pool of ${name}`, hint: POOL }]),
    ...(dynamic === undefined || (pool !== undefined && contains(pool, dynamic))
      ? []
      : [{ at: [...at, 'dynamic'], subnet: dynamic, what: `the dynamic addresses of ${name}`, hint: POOL }]),
  ]),
]

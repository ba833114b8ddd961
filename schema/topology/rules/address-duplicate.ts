import { formatAddress } from '../address.ts'
import type { Rule } from '../finding.ts'
import type { Path, Topology } from '../topology.ts'

/** One address that two answer to. */
export const addressDuplicate: Rule = {
  code: 'address-duplicate',
  level: 'error',
  trap: {
    when: 'one address stands on two interfaces, belongs to two users, or to a gateway and a peer',
    observe: 'connections to the address break at random',
    why: 'two machines answer for it, and switches and routers send packets to whichever spoke last',
    write: 'give each interface and each user an address of its own',
  },
  *check(topology) {
    const owners = new Map<string, string>()
    for (const { address, owner, at } of addressesOf(topology)) {
      const other = owners.get(address)
      owners.set(address, other ?? owner)
      if (other === undefined) continue
      yield {
        severity: 'error',
        at,
        message: `connections to ${address} break at random: ${other} has this address too`,
        hint: 'give each interface and each user an address of its own',
      }
    }
  },
}

interface Owned {
  readonly address: string
  readonly owner: string
  readonly at: Path
}

/** Addresses that somebody answers to. Two peers may share one: they can sit behind the same NAT. */
const addressesOf = ({ gateways, peers, access }: Topology): Owned[] => {
  const own = gateways.flatMap(gateway =>
    gateway.interfaces.flatMap(({ at, name, addresses }) =>
      addresses.map((cidr, index) => ({
        address: formatAddress(cidr),
        owner: `${name} of ${gateway.name}`,
        at: [...at, 'addresses', index],
      })),
    ),
  )
  const ours = new Set(own.map(({ address }) => address))
  return [
    ...own,
    ...access.flatMap(({ users }) =>
      users.map(({ at, name, address }) => ({ address, owner: name, at: [...at, 'address'] })),
    ),
    ...peers.flatMap(({ at, name, address }) =>
      address !== undefined && ours.has(address) ? { address, owner: name, at: [...at, 'address'] } : [],
    ),
  ]
}

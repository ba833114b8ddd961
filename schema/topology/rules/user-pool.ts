import type { Access, User } from '../access.ts'
import { contains, formatCidr, hostOf, parseAddress } from '../address.ts'
import type { Finding, Rule } from '../finding.ts'

/** A user whose address is not one that the access can give them. */
export const userPool: Rule = {
  code: 'user-pool',
  level: 'error',
  trap: {
    when: 'the address of a user lies outside the pool of the access, or among its dynamic addresses',
    observe: 'the user connects and reaches nothing; or gets another address, and somebody else theirs',
    why: 'only the pool is known on the other side of the tunnels, and dynamic addresses are given to whoever comes first',
    write: 'write an address in the pool and outside `dynamic`, or a `pool` that holds all users',
  },
  *check(topology) {
    for (const access of topology.access) for (const user of access.users) yield* faultsOf(access, user)
  },
}

function* faultsOf({ at, name, pool, dynamic }: Access, user: User): Iterable<Finding> {
  const address = parseAddress(user.address)
  if (address === undefined) return
  const host = hostOf({ address })
  if (pool !== undefined && !contains(pool, host))
    yield {
      severity: 'error',
      at: [...user.at, 'address'],
      message: `${user.name} connects and reaches nothing: ${user.address} lies outside the pool ${formatCidr(pool)}, which is all that other gateways know of ${name}`,
      hint: `write an address in ${formatCidr(pool)}, or a pool that holds all users`,
      because: [[...at, 'pool']],
    }
  if (dynamic !== undefined && contains(dynamic, host))
    yield {
      severity: 'error',
      at: [...user.at, 'address'],
      message: `somebody else gets the address of ${user.name} when they come first: ${user.address} is one of the dynamic addresses ${formatCidr(dynamic)}`,
      hint: 'write an address outside dynamic',
      because: [[...at, 'dynamic']],
    }
}

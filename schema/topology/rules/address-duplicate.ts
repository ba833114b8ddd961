import { formatAddress } from '../address.ts'
import type { Rule } from '../finding.ts'

/** One address on two interfaces. */
export const addressDuplicate: Rule = {
  code: 'address-duplicate',
  level: 'error',
  trap: {
    when: 'one address stands on two interfaces, on one gateway or on two',
    observe: 'connections to the address break at random',
    why: 'two machines answer for it, and switches and routers send packets to whichever spoke last',
    write: 'give each interface an address of its own',
  },
  *check(topology) {
    const owners = new Map<string, string>()
    for (const gateway of topology.gateways)
      for (const { at, name, addresses } of gateway.interfaces)
        for (const [index, cidr] of addresses.entries()) {
          const address = formatAddress(cidr)
          const owner = owners.get(address)
          owners.set(address, owner ?? `${name} of ${gateway.name}`)
          if (owner === undefined) continue
          yield {
            severity: 'error',
            at: [...at, 'addresses', index],
            message: `connections to ${address} break at random: ${owner} has this address too`,
            hint: 'give each interface an address of its own',
          }
        }
  },
}

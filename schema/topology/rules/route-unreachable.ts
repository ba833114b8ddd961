import { contains, hostOf, parseAddress } from '../address.ts'
import type { Rule } from '../finding.ts'

/** A route through a gateway that the interface cannot reach. */
export const routeUnreachable: Rule = {
  code: 'route-unreachable',
  level: 'error',
  trap: {
    when: 'a route goes through an address that lies in no subnet of its interface',
    observe: 'the route is missing after every boot',
    why: 'the kernel refuses it, and netplan does not notice',
    write: 'write `on-link: true` when the provider routes it there, or an address inside the subnet',
  },
  *check(topology) {
    for (const { interfaces } of topology.gateways)
      for (const { at, name, addresses, routes } of interfaces)
        for (const [index, route] of routes.entries()) {
          const via = parseAddress(route.via)
          if (
            via === undefined ||
            route.onLink ||
            addresses.some(own => contains(own, hostOf({ address: via })))
          )
            continue
          yield {
            severity: 'error',
            at: [...at, 'routes', index, 'via'],
            message: `the route is missing after every boot: ${route.via} lies in no subnet of ${name}, so the kernel refuses it, and netplan does not notice`,
            hint: 'write on-link: true when the provider routes it there, or an address inside the subnet',
            because: [[...at, 'addresses']],
          }
        }
  },
}

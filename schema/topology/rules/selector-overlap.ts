import { contains, formatCidr, hostOf, overlaps, parseAddress } from '../address.ts'
import type { Finding, Rule } from '../finding.ts'
import type { Network, Topology } from '../topology.ts'

/** Networks that share addresses, or that cover the very packets which carry their tunnel. */
export const selectorOverlap: Rule = {
  code: 'selector-overlap',
  *check(topology) {
    yield* overlappingSites(topology)
    yield* coveredEndpoints(topology)
  },
}

interface Site {
  readonly gateway: string
  readonly network: Network
}

function* overlappingSites({ gateways }: Topology): Iterable<Finding> {
  const sites: Site[] = gateways.flatMap(({ name, networks }) =>
    networks.map(network => ({ gateway: name, network })),
  )
  for (const [index, one] of sites.entries())
    for (const other of sites.slice(0, index)) {
      if (!overlaps(one.network.subnet, other.network.subnet)) continue
      yield {
        severity: 'error',
        at: [...one.network.at, 'subnet'],
        message: `some hosts answer from the wrong site and others not at all: ${formatCidr(one.network.subnet)} shares addresses with ${other.network.name} (${formatCidr(other.network.subnet)}) of ${other.gateway}`,
        hint: 'give each site a subnet of its own',
        because: [[...other.network.at, 'subnet']],
      }
    }
}

function* coveredEndpoints({ gateways, tunnels }: Topology): Iterable<Finding> {
  for (const tunnel of tunnels)
    for (const end of tunnel.ends) {
      const address = parseAddress(end.address)
      if (address === undefined) continue
      const networks = gateways
        .filter(one => tunnel.ends.some(({ gateway }) => gateway === one.name))
        .flatMap(one => one.networks)
      for (const network of networks.filter(({ subnet }) => contains(subnet, hostOf({ address }))))
        yield {
          severity: 'error',
          at: [...network.at, 'subnet'],
          message: `the tunnel ${tunnel.name} comes up and then stalls: ${formatCidr(network.subnet)} covers ${end.address}, from which ${end.gateway} speaks, so the tunnel would have to carry its own packets`,
          hint: 'make the subnet smaller, or let the gateway speak from an address outside it',
          because: [[...tunnel.at, 'between']],
        }
    }
}

import { contains, formatCidr, hostOf, parseAddress } from '../address.ts'
import type { Finding } from '../finding.ts'
import type { Topology } from '../topology.ts'
import type { EndNetwork, Tunnel } from '../tunnel.ts'

/** Subnets that would have to carry the packets which their own tunnel is made of. */
export function* coveredEndpoints({ tunnels }: Topology): Iterable<Finding> {
  const seen = new Set<string>()
  for (const tunnel of tunnels)
    for (const end of tunnel.ends) {
      const address = end.address === undefined ? undefined : parseAddress(end.address)
      if (address === undefined) continue
      const host = hostOf({ address })
      for (const network of tunnel.ends.flatMap(({ networks }) => networks)) {
        const key = JSON.stringify([network.at, end.address])
        if (!contains(network.subnet, host) || seen.has(key)) continue
        seen.add(key)
        yield covering(tunnel, end.name, end.address ?? '', network)
      }
    }
}

const covering = (
  tunnel: Tunnel,
  name: string,
  address: string,
  { at, kind, subnet }: EndNetwork,
): Finding => ({
  severity: 'error',
  at: kind === 'network' && at[0] === 'gateways' ? [...at, 'subnet'] : at,
  onKey: kind === 'summary' || kind === 'pool',
  message: `the tunnel ${tunnel.name} comes up and then stalls: ${formatCidr(subnet)} covers ${address}, from which ${name} speaks, so the tunnel would have to carry its own packets`,
  hint:
    kind === 'summary'
      ? 'leave the addresses that gateways speak from out of private, or write transit: false'
      : 'make the subnet smaller, or let the gateway speak from an address outside it',
  because: [[...tunnel.at, 'between']],
})

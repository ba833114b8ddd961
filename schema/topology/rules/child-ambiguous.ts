import type { Rule } from '../finding.ts'
import type { Topology } from '../topology.ts'

/** Two pairs of networks whose names, joined by a dash, read the same. */
export const childAmbiguous: Rule = {
  code: 'child-ambiguous',
  *check(topology) {
    for (const { at, ends } of topology.tunnels) {
      const [first, second] = ends.map(end => networkNames(topology, end.gateway))
      const seen = new Map<string, string>()
      for (const one of first ?? [])
        for (const other of second ?? []) {
          const pair = `${one} with ${other}`
          const clash = seen.get(`${one}-${other}`)
          seen.set(`${one}-${other}`, pair)
          if (clash === undefined) continue
          yield {
            severity: 'error',
            at,
            onKey: true,
            message: `one pair of networks stays without a tunnel: ${clash} and ${pair} would both be called ${one}-${other}`,
            hint: 'rename one of these networks',
          }
        }
    }
  },
}

const networkNames = (topology: Topology, gateway: string): string[] =>
  topology.gateways.find(one => one.name === gateway)?.networks.map(network => network.name) ?? []

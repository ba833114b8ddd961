import type { Finding, Rule } from '../finding.ts'
import type { Topology } from '../topology.ts'
import { oncePerPlace } from './once.ts'

/** Two pairs of networks whose names, joined by a dash, read the same. */
export const childAmbiguous: Rule = {
  code: 'child-ambiguous',
  level: 'error',
  trap: {
    when: 'the names of two pairs of networks, joined by a dash, read the same: `web` with `db-log`, and `web-db` with `log`',
    observe: 'one of the two pairs has no tunnel',
    why: 'a CHILD SA is named after its pair of networks, and the second would replace the first',
    write: 'rename one of the networks',
  },
  *check(topology) {
    yield* oncePerPlace(clashes(topology))
  },
}

function* clashes({ tunnels }: Topology): Iterable<Finding> {
  for (const { at, ends } of tunnels) {
    const [first, second] = ends.map(end => end.networks.map(network => network.name))
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
}

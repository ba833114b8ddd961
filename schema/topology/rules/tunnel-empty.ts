import type { Finding, Rule } from '../finding.ts'
import type { Topology } from '../topology.ts'
import { oncePerPlace } from './once.ts'

/** A tunnel with no network on one of its sides. */
export const tunnelEmpty: Rule = {
  code: 'tunnel-empty',
  level: 'warning',
  trap: {
    when: 'a gateway in a tunnel has no networks',
    observe: 'the tunnel never carries a packet',
    why: 'a tunnel joins networks, and there are none to join',
    write: 'add `networks` to the gateway',
  },
  *check(topology) {
    yield* oncePerPlace(empty(topology))
  },
}

function* empty({ tunnels }: Topology): Iterable<Finding> {
  for (const { at, ends } of tunnels) {
    const bare = ends.find(end => end.networks.length === 0)
    if (bare === undefined) continue
    yield {
      severity: 'warning',
      at,
      onKey: true,
      message: `this tunnel never carries a packet: ${bare.name} has no networks`,
      hint: `add gateways.${bare.name}.networks`,
      because: [
        ['gateways', bare.name, 'networks'],
        [...at, 'networks'],
      ],
    }
  }
}

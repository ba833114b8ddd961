import { formatCidr } from '../address.ts'
import type { Finding, Rule } from '../finding.ts'
import { coveringPairs } from '../knowledge/sweep.ts'
import type { Topology } from '../topology.ts'
import { coveredEndpoints } from './covered-endpoints.ts'
import { oncePerPlace } from './once.ts'
import { placesOf } from './places.ts'

/** Networks that share addresses, or that cover the very packets which carry their tunnel. */
export const selectorOverlap: Rule = {
  code: 'selector-overlap',
  level: 'error',
  trap: {
    when: 'two networks share addresses, a pool lies inside a site, or a network covers the address from which a tunnel speaks',
    observe:
      'some hosts answer from the wrong site and others not at all; or the tunnel comes up and then stalls',
    why: 'each address can be behind one gateway only, and a tunnel cannot carry the packets that it is made of',
    write: 'give each site a subnet of its own, and let tunnels speak from addresses outside them',
  },
  *check(topology) {
    yield* oncePerPlace(overlappingPlaces(topology))
    yield* coveredEndpoints(topology)
  },
}

function* overlappingPlaces(topology: Topology): Iterable<Finding> {
  const places = placesOf(topology)
  for (const [a, b] of coveringPairs(places.map(({ subnet }) => subnet))) {
    const [one, other] = [places[Math.max(a, b)], places[Math.min(a, b)]]
    if (one === undefined || other === undefined) continue
    yield {
      severity: 'error',
      at: one.at,
      message: `some hosts answer from the wrong site and others not at all: ${formatCidr(one.subnet)} shares addresses with ${other.what} (${formatCidr(other.subnet)})`,
      hint: one.hint,
      because: [other.at],
    }
  }
}

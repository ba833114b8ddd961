import type { Finding, Rule } from '../finding.ts'
import type { Topology } from '../topology.ts'
import { oncePerPlace } from './once.ts'

/** A tunnel that neither end ever starts. */
export const trapNone: Rule = {
  code: 'trap-none',
  level: 'error',
  trap: {
    when: 'neither end of a tunnel ever starts it',
    observe: 'private traffic leaves in clear, or is dropped',
    why: 'without a trap no packet brings the tunnel up, and without a policy none is held back',
    write: 'write `start: trap`, or take the tunnel out',
  },
  *check(topology) {
    yield* oncePerPlace(unstarted(topology))
  },
}

function* unstarted({ tunnels }: Topology): Iterable<Finding> {
  for (const { at, ends } of tunnels) {
    if (ends.some(end => end.start !== 'none')) continue
    yield {
      severity: 'error',
      at: [...at, 'start'],
      message: `private traffic between ${ends[0].name} and ${ends[1].name} leaves in clear or is dropped: neither end starts the tunnel, and without a trap no packet does`,
      hint: 'write start: trap, or take the tunnel out',
    }
  }
}

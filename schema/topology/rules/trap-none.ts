import type { Rule } from '../finding.ts'

/** A tunnel that neither end ever starts. */
export const trapNone: Rule = {
  code: 'trap-none',
  *check(topology) {
    for (const { at, start, ends } of topology.tunnels) {
      if (start !== 'none') continue
      yield {
        severity: 'error',
        at: [...at, 'start'],
        message: `private traffic between ${ends[0].gateway} and ${ends[1].gateway} leaves in clear or is dropped: neither end starts the tunnel, and without a trap no packet does`,
        hint: 'write start: trap, or take the tunnel out',
      }
    }
  },
}

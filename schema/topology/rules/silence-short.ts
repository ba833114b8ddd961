import type { Rule } from '../finding.ts'

/** Seconds that a change may take on a gateway until it is committed or undone, with the time that a report takes. */
const ONE_CHANGE = 120

/** A gateway that does everything right and is taken for dead. */
export const silenceShort: Rule = {
  code: 'silence-short',
  level: 'warning',
  trap: {
    when: '`rollout.silence` is shorter than a poll and a change take',
    observe: 'rollouts halt, and gateways that were about to say that all is well are put back',
    why: 'a gateway hears of a release when it polls, and speaks when the change is committed or undone',
    write: '`rollout.silence` of at least `schedule.every` and two minutes',
  },
  *check({ rollout: { silence, every } }) {
    if (silence >= every + ONE_CHANGE) return
    yield {
      severity: 'warning',
      at: ['rollout', 'silence'],
      message: `a gateway that asks every ${every} s may need ${every + ONE_CHANGE} s for its answer, and counts as sick after ${silence} s`,
      hint: `write at least ${every + ONE_CHANGE}s`,
    }
  },
}

import { exceeds } from '../plan/reach.ts'
import type { Candidate, Reach } from './candidate.ts'
import { changedBy } from './changed.ts'
import { countOf } from './person.ts'
import type { Asked, Rollout } from './state.ts'

/** How many people must approve this candidate here: two when it reaches beyond the limit in force. */
export const neededFor = (rollout: Rollout, candidate: Candidate): number => {
  const { limit } = rollout.rules ?? candidate.rules
  const { gateways, removals } = reachNow(rollout, candidate)
  return exceeds(limit.gateways, gateways) || exceeds(limit.removals, removals) ? 2 : 1
}

/** Whether enough different people gave their word. */
export const isApproved = (rollout: Rollout, { candidate, approvedBy }: Asked): boolean =>
  countOf(approvedBy) >= neededFor(rollout, candidate)

/** The plan was drawn against one commit; gateways may have come to run something else since. The larger counts. */
const reachNow = (rollout: Rollout, candidate: Candidate): Reach => {
  const { gateways, removals } = candidate.reach
  const known = changedBy(rollout, candidate).filter(name => rollout.held[name] !== undefined)
  const members = new Set(candidate.members.map(({ gateway }) => gateway))
  const gone = Object.keys(rollout.shown).filter(name => !members.has(name))
  return {
    gateways: { ...gateways, count: Math.max(gateways.count, known.length + gone.length) },
    removals: { ...removals, count: Math.max(removals.count, gone.length) },
  }
}

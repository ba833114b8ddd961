import type { Candidate } from './candidate.ts'
import type { Effect, Step } from './events.ts'
import { distinct, type Person } from './person.ts'
import type { Release } from './release.ts'
import { isApproved } from './second-word.ts'
import type { Asked, Rollout } from './state.ts'

/** The tip of the default branch: carried already, approved, or waiting for somebody's word. */
export const pushed = (
  rollout: Rollout,
  candidate: Candidate,
  approvedBy: readonly Person[],
): Step<Rollout> => {
  const { current, next } = rollout
  if (current !== undefined && carries(current, candidate)) return unchanged(rollout, current, candidate)
  const before = next?.candidate.plan === candidate.plan ? next.approvedBy : []
  const asked: Asked = {
    candidate: { ...candidate, authors: authorsSoFar(rollout, candidate) },
    approvedBy: distinct([...before, ...approvedBy]),
  }
  return [wait(rollout, asked), []]
}

/** What waited is part of what takes its place, whoever came last: its authors have not approved their own change yet. */
const authorsSoFar = ({ waiting, next }: Rollout, { plan, authors }: Candidate): Person[] =>
  distinct([
    ...(waiting?.candidate.authors ?? []),
    ...(next?.candidate.plan === plan ? next.candidate.authors : []),
    ...authors,
  ])

/** More people have approved what waits. The same rollout when it is another plan that they approved. */
export const approved = (rollout: Rollout, plan: string, approvedBy: readonly Person[]): Rollout => {
  const { waiting } = rollout
  if (waiting?.candidate.plan !== plan) return rollout
  return wait(rollout, { ...waiting, approvedBy: [...approvedBy] })
}

/** With enough words it is the next to start, and takes the place of what has not started; without, it waits. */
const wait = (rollout: Rollout, asked: Asked): Rollout => {
  const { waiting: _, ...rest } = rollout
  return isApproved(rollout, asked) ? { ...rest, next: asked } : { ...rest, waiting: asked }
}

const carries = ({ phase, candidate }: Release, { plan }: Candidate): boolean =>
  candidate.plan === plan && phase !== 'rolling-back' && phase !== 'rolled-back' && phase !== 'superseded'

/** The branch says what the newest release already carries: only rules and keys are taken over. */
const unchanged = (rollout: Rollout, current: Release, candidate: Candidate): Step<Rollout> => {
  const release: Release = {
    ...current,
    candidate: { ...current.candidate, members: candidate.members, rules: candidate.rules },
  }
  const { waiting: _, next: __, ...rest } = rollout
  const after: Rollout = {
    ...rest,
    current: release,
    rules: candidate.rules,
    ...(rollout.inForce?.number === release.number
      ? { inForce: { number: release.number, members: candidate.members } }
      : {}),
  }
  const { commit } = candidate
  const effects: Effect[] =
    commit === current.candidate.commit
      ? []
      : [{ kind: 'show', commit, view: { kind: 'unchanged', commit, release } }]
  return [after, effects]
}

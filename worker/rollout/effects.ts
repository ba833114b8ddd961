import type { Candidate } from './candidate.ts'
import type { Effect } from './events.ts'
import type { Release } from './release.ts'
import { releaseTitle } from './release-title.ts'
import { neededFor } from './second-word.ts'
import type { Standing } from './standing.ts'
import type { Rollout } from './state.ts'
import type { DeploymentState } from './steering.ts'

/** What is to be done because the rollout went from one state to another: all of it follows from the two. */
export const effectsBetween = (before: Rollout, after: Rollout): Effect[] => {
  if (before === after) return []
  const { current } = after
  return [
    ...left(before, after),
    ...(after.round === before.round ? [] : [{ kind: 'publish', round: after.round } as const]),
    ...(current === undefined || current === before.current
      ? []
      : [
          {
            kind: 'show',
            commit: current.candidate.commit,
            view: { kind: 'release', release: current },
          } as const,
        ]),
    ...deployments(before, after),
    ...asked(before, after),
  ]
}

/** The checks of those whose place was taken. */
const left = (before: Rollout, after: Rollout): Effect[] => {
  const { current } = before
  const by = after.next ?? after.waiting
  const past: Effect[] =
    current !== undefined && after.current !== undefined && after.current.number !== current.number
      ? [
          {
            kind: 'show',
            commit: current.candidate.commit,
            view: { kind: 'past', release: current, by: after.current.candidate.commit },
          },
        ]
      : []
  const alive = [after.current?.candidate, after.next?.candidate, after.waiting?.candidate]
  const dropped = [before.next?.candidate, before.waiting?.candidate].filter(
    (candidate): candidate is Candidate =>
      candidate !== undefined && alive.every(one => one?.commit !== candidate.commit),
  )
  const heir = by?.candidate.commit ?? after.current?.candidate.commit
  return [
    ...dropped.flatMap(({ commit, plan }): Effect[] =>
      heir === undefined ? [] : [{ kind: 'show', commit, view: { kind: 'superseded', plan, by: heir } }],
    ),
    ...past,
  ]
}

const asked = (before: Rollout, after: Rollout): Effect[] => {
  const { waiting, next, current } = after
  return [
    ...(waiting === undefined || waiting === before.waiting
      ? []
      : [
          {
            kind: 'show',
            commit: waiting.candidate.commit,
            view: { kind: 'waiting', asked: waiting, needed: neededFor(after, waiting.candidate) },
          } as const,
        ]),
    ...(next === undefined || next === before.next || current === undefined
      ? []
      : [
          {
            kind: 'show',
            commit: next.candidate.commit,
            view: { kind: 'next', asked: next, after: current.number },
          } as const,
        ]),
  ]
}

/** A deployment keeps every word it was given: so it is told turns only, not every gateway. */
const deployments = ({ current: was, published }: Rollout, after: Rollout): Effect[] => {
  const { current: is } = after
  if (is === undefined) return []
  const state = deploymentState(is, after)
  const isSame =
    was?.number === is.number &&
    was.phase === is.phase &&
    was.wave === is.wave &&
    was.crossing === is.crossing &&
    state === deploymentState(was, { ...after, published })
  if (isSame) return []
  const { number, candidate } = is
  const { commit, plan } = candidate
  return [{ kind: 'deploy', commit, plan, release: number, state, words: releaseTitle(is) }]
}

const STATES: Readonly<Record<Release['phase'], DeploymentState>> = {
  rolling: 'in_progress',
  paused: 'in_progress',
  halting: 'in_progress',
  halted: 'failure',
  'rolling-back': 'in_progress',
  'rolled-back': 'inactive',
  completed: 'success',
  superseded: 'inactive',
}

/** Until its first word is published, a release is pending. */
const deploymentState = (release: Release, { published }: Pick<Rollout, 'published'>): DeploymentState => {
  if (release.phase !== 'rolling' || release.wave > 0) return STATES[release.phase]
  const standings = Object.values(release.standings)
  const isUntold = (standing: Standing): boolean =>
    standing.kind === 'queued' || ('round' in standing && standing.round > published)
  return standings.length > 0 && standings.every(isUntold) ? 'pending' : STATES[release.phase]
}

import { gatewaysOf, waveOf } from '../../rollout/crossing.ts'
import { namesOf, type Person } from '../../rollout/person.ts'
import type { Release } from '../../rollout/release.ts'
import type { Rollout } from '../../rollout/state.ts'

export interface Entry {
  readonly who: string
  readonly what: string
  readonly detail: unknown
}

/** What the audit log says of a step of the rollout: what moved, who moved it, and why. */
export const entriesBetween = (before: Rollout, after: Rollout): Entry[] => [
  ...begun(before.current, after.current),
  ...turned(before.current, after.current),
  ...waits(before, after),
]

const begun = (was: Release | undefined, is: Release | undefined): Entry[] => {
  if (is === undefined || is.number === was?.number) return []
  const { plan, commit } = is.candidate
  const [who, whoIds] = [namesOf(is.approvedBy, ', '), is.approvedBy.map(({ id }) => id)]
  const left: Entry[] =
    was !== undefined && (was.phase === 'rolling' || was.phase === 'paused')
      ? [{ who, what: 'release-superseded', detail: { release: was.number, by: is.number, whoIds } }]
      : []
  return [...left, { who, what: 'release-started', detail: { release: is.number, plan, commit, whoIds } }]
}

const turned = (was: Release | undefined, is: Release | undefined): Entry[] => {
  if (is === undefined) return []
  const isNew = was?.number !== is.number
  const wave: Entry[] =
    !isNew && was?.wave === is.wave
      ? []
      : [
          {
            who: 'cygnet',
            what: 'wave-started',
            detail: { release: is.number, wave: is.wave + 1, gateways: gatewaysOf(waveOf(is)) },
          },
        ]
  if (was !== undefined && !isNew && was.phase === is.phase) return wave
  if (is.phase === 'rolling' && isNew) return wave
  const { login, id } = handOf(is)
  return [...wave, { who: login, what: `release-${is.phase}`, detail: detailOf(is, id) }]
}

const handOf = ({ phase, paused, resumed, rolledBack }: Release): Person => {
  if (phase === 'paused') return paused?.by ?? CYGNET
  if (phase === 'rolling') return resumed?.by ?? CYGNET
  return phase === 'rolling-back' ? (rolledBack?.by ?? CYGNET) : CYGNET
}

const CYGNET: Person = { login: 'cygnet' }

const detailOf = ({ number, standings, stopped, halt }: Release, whoId: number | undefined): unknown => ({
  release: number,
  standings: Object.fromEntries(Object.entries(standings).map(([gateway, { kind }]) => [gateway, kind])),
  ...(stopped !== undefined && { stopped }),
  ...(halt !== undefined && { halt: { gateway: halt.gateway, code: halt.code, message: halt.message } }),
  whoId,
})

const waits = (before: Rollout, { waiting }: Rollout): Entry[] => {
  if (waiting === undefined || waiting.candidate.commit === before.waiting?.candidate.commit) return []
  const { plan, commit } = waiting.candidate
  return [{ who: 'cygnet', what: 'waits-for-approval', detail: { plan, commit } }]
}

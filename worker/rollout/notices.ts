import type { Notice } from '../../schema/notice.ts'
import type { Person } from './person.ts'
import type { Halt, Release } from './release.ts'
import { releaseTitle } from './release-title.ts'
import { neededFor } from './second-word.ts'
import type { Rollout } from './state.ts'

/** What somebody outside is told because the rollout went from one state to another. */
export const noticesBetween = (before: Rollout, after: Rollout): Notice[] => [
  ...wanted(before, after),
  ...moved(before.current, after.current),
]

/** Somebody's word is needed, or after the first one another's. */
const wanted = (before: Rollout, after: Rollout): Notice[] => {
  const { waiting } = after
  const was = before.waiting
  if (waiting === undefined) return []
  const { candidate, approvedBy } = waiting
  const { plan, commit } = candidate
  if (was?.candidate.commit === commit && was.approvedBy.length === approvedBy.length) return []
  const needed = neededFor(after, candidate)
  return [{ type: 'approval.needed', data: { plan, commit, approvedBy: loginsOf(approvedBy), needed } }]
}

const loginsOf = (people: readonly Person[]): string[] => people.map(({ login }) => login)

/** Why it halted just now; undefined when it did not. */
export const haltBetween = (was: Release | undefined, is: Release | undefined): Halt | undefined => {
  const known = was?.number === is?.number ? was?.halt : undefined
  return is?.halt !== undefined && (known?.at !== is.halt.at || known.code !== is.halt.code)
    ? is.halt
    : undefined
}

const moved = (was: Release | undefined, is: Release | undefined): Notice[] => {
  if (is === undefined) return []
  const { approvedBy, standings, phase, candidate } = is
  const halt = haltBetween(was, is)
  const isNew = was?.number !== is.number
  // Most reports move nothing that anybody is told of, and a title walks over the fleet.
  if (!isNew && halt === undefined && was?.phase === phase) return []
  const { plan, commit } = candidate
  const data = { release: is.number, plan, commit, title: releaseTitle(is) }
  const ended: Notice[] = was?.phase === phase && !isNew ? [] : phaseNotice(is, data, isNew)
  return [
    ...(isNew
      ? [
          {
            type: 'rollout.started',
            data: { ...data, approvedBy: loginsOf(approvedBy), gateways: Object.keys(standings) },
          } as const,
        ]
      : []),
    ...(halt === undefined
      ? []
      : [
          {
            type: 'rollout.halted',
            data: {
              ...data,
              wave: halt.wave + 1,
              gateway: halt.gateway ?? null,
              code: halt.code,
              message: halt.message,
            },
          } as const,
        ]),
    ...ended,
  ]
}

const phaseNotice = (release: Release, data: Notice['data'], isNew: boolean): Notice[] => {
  const { phase, paused, resumed, rolledBack } = release
  switch (phase) {
    case 'rolling':
      return isNew ? [] : [{ type: 'rollout.resumed', data: { ...data, by: resumed?.by.login ?? null } }]
    case 'paused':
      return [{ type: 'rollout.paused', data: { ...data, by: paused?.by.login ?? null } }]
    case 'rolling-back':
      return [{ type: 'rollout.rolling-back', data: { ...data, by: rolledBack?.by.login ?? null } }]
    case 'rolled-back':
      return [{ type: 'rollout.rolled-back', data: { ...data, by: rolledBack?.by.login ?? null } }]
    case 'completed':
      return [{ type: 'rollout.completed', data }]
    case 'superseded':
      return [{ type: 'rollout.superseded', data }]
    case 'halting':
    case 'halted':
      return []
    default:
      return phase satisfies never
  }
}

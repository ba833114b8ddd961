import { layOut } from '../plan/waves.ts'
import { changedBy } from './changed.ts'
import type { Release, Shown } from './release.ts'
import { isApproved } from './second-word.ts'
import type { Standing } from './standing.ts'
import { type Asked, type Rollout, signKeysOf } from './state.ts'

const isAtRest = ({ phase, standings }: Release): boolean =>
  ['halted', 'rolled-back', 'completed', 'superseded'].includes(phase) &&
  Object.values(standings).every(({ kind }) => kind !== 'returning')

/** What was approved takes over, once whatever was under way has come to rest; if it now reaches too far, it waits for another word. */
export const takeOver = (rollout: Rollout): Rollout => {
  const { next, ...rest } = rollout
  if (next === undefined || (rollout.current !== undefined && !isAtRest(rollout.current))) return rollout
  return isApproved(rollout, next) ? start(rest, next) : { ...rest, waiting: next }
}

/** By the rules that were in force; its own count for what comes after it. Nothing is told to anybody yet but what he had. */
const start = (before: Rollout, { candidate, approvedBy }: Asked): Rollout => {
  const changed = changedBy(before, candidate)
  const rollout = shownAsHeld(before, changed)
  const number = rollout.numbered + 1
  const rules = rollout.rules ?? candidate.rules
  const waves = layOut(rules.waves, changed, candidate.coupled).map(wave => ({
    ...wave,
    groups: wave.groups.map(group => [...group]),
  }))
  const bundles = Object.fromEntries(
    candidate.members.flatMap(({ gateway, bundle }) =>
      changed.includes(gateway) ? [[gateway, bundle] as const] : [],
    ),
  )
  const current: Release = {
    number,
    candidate,
    approvedBy: [...approvedBy],
    phase: 'rolling',
    crossings: [{ bundles, waves: waves.length > 0 ? waves : [{ groups: [], soak: 0, atOnce: 1 }] }],
    crossing: 0,
    wave: 0,
    standings: Object.fromEntries(changed.map(name => [name, { kind: 'queued' } satisfies Standing])),
    base: {},
    removed: leaving(rollout, candidate.members),
    told: number,
  }
  const { commit, plan } = candidate
  const origins = { ...rollout.origins, [number]: { commit, plan } }
  return withoutStale({ ...rollout, current, rules: candidate.rules, numbered: number, origins })
}

const leaving = (rollout: Rollout, members: Asked['candidate']['members']): Release['removed'] => {
  const names = new Set(members.map(({ gateway }) => gateway))
  return Object.fromEntries(
    Object.entries(rollout.shown).flatMap(([name, shown]) =>
      names.has(name) ? [] : [[name, { shown, sign: signKeysOf(rollout, name) }] as const],
    ),
  )
}

/** Whoever was told something that it was not heard to run is told what it runs, under a number of its own, until its turn comes. */
const shownAsHeld = (rollout: Rollout, changed: readonly string[]): Rollout => {
  const stray = changed.filter(name => rollout.shown[name]?.bundle !== rollout.held[name]?.bundle)
  if (stray.length === 0) return rollout
  const number = rollout.numbered + 1
  const shown: Record<string, Shown> = { ...rollout.shown }
  for (const name of stray) {
    const held = rollout.held[name]
    if (held === undefined) delete shown[name]
    else shown[name] = { ...held, number }
  }
  return { ...rollout, shown, numbered: number, round: rollout.round + 1 }
}

/** Gateways that left before, and origins of bundles that nobody can be told any more, are forgotten. */
const withoutStale = (rollout: Rollout): Rollout => {
  const { current, held, shown, origins } = rollout
  const known = new Set([
    ...Object.keys(shown),
    ...(current?.candidate.members ?? []).map(({ gateway }) => gateway),
  ])
  const kept = Object.fromEntries(Object.entries(held).filter(([name]) => known.has(name)))
  const used = new Set([...Object.values(kept), ...Object.values(shown)].map(({ from }) => from))
  return {
    ...rollout,
    held: kept,
    origins: Object.fromEntries(
      Object.entries(origins).filter(([from]) => used.has(Number(from)) || Number(from) === current?.number),
    ),
  }
}

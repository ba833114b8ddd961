import { givenAtAll, givenInWave } from './give.ts'
import { isUnderWay, silenceEnds, troubleOf } from './patience.ts'
import type { Person } from './person.ts'
import type { Halt, Release } from './release.ts'
import type { Standing } from './standing.ts'
import type { Rollout } from './state.ts'

/** The wave stops where it is: those of it that were given the release go back, and whoever else fell sick by it. */
export const halt = (
  rollout: Rollout,
  release: Release,
  why: Omit<Halt, 'wave' | 'at'>,
  now: number,
): Rollout => {
  const sick = givenAtAll(release).filter(name => release.standings[name]?.kind === 'failed')
  const names = [...new Set([...givenInWave(release), ...sick])]
  const halting: Release = { ...release, phase: 'halting', halt: { ...why, wave: release.wave, at: now } }
  return takeBack(rollout, halting, names, now)
}

/** Everybody who was given the release goes back to what he had; who is there already is left alone. */
export const rollBack = (rollout: Rollout, release: Release, by: Person, now: number): Rollout => {
  const names = givenAtAll(release).filter(name => {
    const kind = release.standings[name]?.kind
    return kind !== 'returned' && kind !== 'returning'
  })
  return takeBack(rollout, { ...release, phase: 'rolling-back', rolledBack: { by, at: now } }, names, now)
}

/** A newer release waits: nothing is begun any more, and who said that he has not begun yet is told not to. */
export const supersede = (rollout: Rollout, release: Release, now: number): Rollout => {
  const names = givenAtAll(release).filter(name => isUnderWay(release.standings[name]))
  return takeBack(rollout, { ...release, phase: 'superseded' }, names, now)
}

/** A new version of each role that names the old bundle, under a number above all before: versions only grow. */
const takeBack = (rollout: Rollout, release: Release, names: readonly string[], now: number): Rollout => {
  const gone = Object.entries(release.removed).filter(([name]) => !(name in rollout.shown))
  if (names.length === 0 && gone.length === 0) return { ...rollout, current: withoutSoak(release) }
  const number = rollout.numbered + 1
  const round = rollout.round + 1
  const shown = { ...rollout.shown }
  for (const [name, leaving] of gone) shown[name] = { ...leaving.shown, number }
  const standings = { ...release.standings }
  for (const name of names) {
    const base = release.base[name] ?? null
    if (base === null) delete shown[name]
    else shown[name] = { ...base, number }
    standings[name] = returning(release, name, round, now)
  }
  const current = { ...release, standings }
  return { ...rollout, shown, round, numbered: number, current: withoutSoak(current) }
}

const returning = (release: Release, name: string, round: number, now: number): Standing => {
  const standing = release.standings[name] ?? { kind: 'queued' }
  const trouble = 'trouble' in standing ? standing.trouble : troubleOf(standing, release.candidate, now)
  const why = trouble === undefined ? {} : { trouble }
  // It had nothing to go back to, and what it was told is over there: nothing is left to confirm.
  const isOver = release.base[name] === null && standing.kind !== 'pending'
  return isOver ? { kind: 'returned', at: now, ...why } : { kind: 'returning', round, ...why }
}

const withoutSoak = (release: Release): Release => {
  const { healthySince: _, committedSince: __, ...rest } = release
  return rest
}

/** Who did not confirm in time that he went back is said to be astray; then the going back is over. */
export const backward = (rollout: Rollout, release: Release, now: number): Rollout => {
  const late = Object.entries(release.standings).flatMap(([name, standing]): [string, Standing][] => {
    if (standing.kind !== 'returning' || standing.since === undefined) return []
    const { trouble, waits } = standing
    const ends = silenceEnds({ since: standing.since }, release.candidate)
    if (ends === undefined || now < ends) return []
    const why = waits ?? { code: 'silent', message: 'it was told to go back and has not said that it did' }
    return [
      [
        name,
        {
          kind: 'astray',
          at: now,
          why: { code: why.code, message: why.message },
          ...(trouble && { trouble }),
        },
      ],
    ]
  })
  if (late.length > 0)
    return {
      ...rollout,
      current: { ...release, standings: { ...release.standings, ...Object.fromEntries(late) } },
    }
  const isBack = Object.values(release.standings).every(({ kind }) => kind !== 'returning')
  const phase = isBack ? RESTS[release.phase] : STIRS[release.phase]
  return phase === undefined || phase === release.phase
    ? rollout
    : { ...rollout, current: { ...release, phase } }
}

const RESTS: Partial<Record<Release['phase'], Release['phase']>> = {
  halting: 'halted',
  'rolling-back': 'rolled-back',
}
/** Somebody who was back went astray again. */
const STIRS: Partial<Record<Release['phase'], Release['phase']>> = {
  halted: 'halting',
  'rolled-back': 'rolling-back',
}

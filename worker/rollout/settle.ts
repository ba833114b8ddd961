import { crossingOf, gatewaysIn, gatewaysOf, isLastWave, waveOf } from './crossing.ts'
import { give, givenInWave } from './give.ts'
import { backward, halt, supersede } from './go-back.ts'
import { nextMoment } from './next-moment.ts'
import { once } from './once.ts'
import { isUnderWay, isWell, steadiness, troubleOf } from './patience.ts'
import type { Release } from './release.ts'
import type { Standing, Trouble } from './standing.ts'
import { takeOver } from './start.ts'
import type { Rollout } from './state.ts'

/** The next thing that follows from where the gateways stand and what time it is; the same rollout when nothing does. */
export const settle = (rollout: Rollout, now: number): Rollout => {
  const { current } = rollout
  if (current === undefined) return takeOver(rollout)
  switch (current.phase) {
    case 'rolling':
    case 'paused':
      return onward(rollout, current, now)
    case 'halting':
    case 'halted':
    case 'rolling-back':
    case 'rolled-back':
    case 'superseded': {
      const moved = backward(rollout, current, now)
      return moved === rollout ? takeOver(rollout) : moved
    }
    case 'completed':
      return takeOver(rollout)
    default:
      return current.phase satisfies never
  }
}

const onward = (rollout: Rollout, release: Release, now: number): Rollout => {
  const sick = firstTrouble(rollout, release, now)
  if (sick !== undefined) {
    const { gateway, trouble } = sick
    return halt(rollout, release, { gateway, code: trouble.code, message: trouble.message }, now)
  }
  if (rollout.next !== undefined) return isBusy(release) ? rollout : supersede(rollout, release, now)
  if (release.phase === 'rolling') {
    const given = give(rollout, release)
    if (given !== rollout) return given
  }
  return soak(rollout, release, now)
}

/** Why the wave has to stop: one of it is sick, or one of an earlier wave does not run the release any more. */
const firstTrouble = (
  rollout: Rollout,
  release: Release,
  now: number,
): { readonly gateway: string; readonly trouble: Trouble } | undefined => {
  if (!hasFailed(release.standings) && now < (nextMoment(rollout) ?? Number.POSITIVE_INFINITY))
    return undefined
  for (const gateway of gatewaysIn(crossingOf(release))) {
    const standing = release.standings[gateway]
    const trouble = standing && troubleOf(standing, release.candidate, now)
    if (trouble === undefined) continue
    if (standing?.kind === 'failed' || gatewaysOf(waveOf(release)).includes(gateway))
      return { gateway, trouble }
  }
  return undefined
}

const hasFailed = once((standings: Release['standings']): boolean =>
  Object.values(standings).some(({ kind }) => kind === 'failed'),
)

/** Somebody of the wave was given the release and may be applying it. Who says that he waits is not. */
const isBusy = (release: Release): boolean =>
  givenInWave(release).some(name => {
    const standing = release.standings[name]
    return isUnderWay(standing) && !(standing?.kind === 'pending' && standing.waits !== undefined)
  })

/** A wave is over when all of it have been well for the soak time, in one piece. */
const soak = (rollout: Rollout, release: Release, now: number): Rollout => {
  const wave = waveOf(release)
  const areAll = (test: (standing: Standing | undefined) => boolean): boolean =>
    gatewaysOf(wave).every(name => test(release.standings[name]))
  const isDone = areAll(standing => standing?.kind === 'committed')
  const { healthySince, ...unwell } = release
  if (!isDone || rollout.published < rollout.round)
    return healthySince === undefined ? rollout : { ...rollout, current: unwell }
  const committedSince = release.committedSince ?? now
  const areWell = areAll(isWell)
  if (now >= committedSince + steadiness(wave) && !isSoaked(release, areWell, now))
    return halt(rollout, release, UNSTEADY, now)
  if (!areWell) {
    return healthySince === undefined && release.committedSince !== undefined
      ? rollout
      : { ...rollout, current: { ...unwell, committedSince } }
  }
  if (healthySince === undefined)
    return { ...rollout, current: { ...release, committedSince, healthySince: now } }
  return isSoaked(release, true, now) ? waveOver(rollout, release) : rollout
}

const UNSTEADY = {
  code: 'unsteady',
  message: 'tunnels kept falling: the wave was never well for its soak time',
}

const isSoaked = (release: Release, isWellNow: boolean, now: number): boolean =>
  isWellNow && release.healthySince !== undefined && now >= release.healthySince + waveOf(release).soak * 1000

const waveOver = (rollout: Rollout, release: Release): Rollout => {
  if (!isLastWave(release)) {
    if (release.phase === 'paused') return rollout
    const { healthySince: _, committedSince: __, ...rest } = release
    const isCrossed = release.wave >= (release.crossings[release.crossing]?.waves.length ?? 0) - 1
    const place = isCrossed
      ? { crossing: release.crossing + 1, wave: 0 }
      : { crossing: release.crossing, wave: release.wave + 1 }
    return { ...rollout, current: { ...rest, ...place } }
  }
  const { number, candidate } = release
  return {
    ...rollout,
    current: { ...release, phase: 'completed' },
    inForce: { number, members: candidate.members },
  }
}

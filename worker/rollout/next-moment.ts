import { isLastWave, waveOf } from './crossing.ts'
import { once } from './once.ts'
import { sickFrom, silenceEnds, steadiness } from './patience.ts'
import type { Release } from './release.ts'
import type { Standing } from './standing.ts'
import type { Rollout } from './state.ts'

/** When the rollout moves by itself if nobody says anything, in milliseconds since 1970; undefined: it waits for a word. */
export const nextMoment = once(({ current, next }: Rollout): number | undefined => {
  if (current === undefined) return undefined
  let first = Number.POSITIVE_INFINITY
  for (const standing of Object.values(current.standings))
    first = Math.min(first, momentOf(current, standing) ?? first)
  if (next === undefined) for (const moment of soakMoments(current)) first = Math.min(first, moment ?? first)
  return first === Number.POSITIVE_INFINITY ? undefined : first
})

const GOES_ON: readonly Release['phase'][] = ['rolling', 'paused']

const momentOf = (release: Release, standing: Standing): number | undefined => {
  if (standing.kind === 'returning')
    return standing.since === undefined
      ? undefined
      : silenceEnds({ since: standing.since }, release.candidate)
  return GOES_ON.includes(release.phase) ? sickFrom(standing, release.candidate) : undefined
}

const soakMoments = (release: Release): (number | undefined)[] => {
  // Paused between two waves, nothing follows from a soak that is over.
  if (release.phase !== 'rolling' && !(release.phase === 'paused' && isLastWave(release))) return []
  const { healthySince, committedSince } = release
  const wave = waveOf(release)
  return [
    healthySince === undefined ? undefined : healthySince + wave.soak * 1000,
    committedSince === undefined ? undefined : committedSince + steadiness(wave),
  ]
}

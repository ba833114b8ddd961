import { crossingOf, waveOf } from './crossing.ts'
import type { Release } from './release.ts'
import type { Standing } from './standing.ts'
import { count } from './words.ts'

/** How a release stands, in one line of our own words. */
export const releaseTitle = (release: Release): string => `release ${release.number}: ${words(release)}`

const words = (release: Release): string => {
  const standings = Object.values(release.standings)
  const done = standings.filter(({ kind }) => kind === 'committed').length
  const of = `${done} of ${count(standings.length, 'gateway')} committed`
  switch (release.phase) {
    case 'rolling':
      return `${of}${whereabouts(release)}`
    case 'paused':
      return `paused, ${of}`
    case 'halting':
      return `halted, going back: ${troubles(standings)}`
    case 'halted':
      return release.stopped === undefined ? `halted, ${of}, ${troubles(standings)}` : 'not published'
    case 'rolling-back':
      return 'being rolled back'
    case 'rolled-back':
      return `rolled back by ${release.rolledBack?.by.login ?? 'somebody'}${astray(standings)}`
    case 'completed':
      return done === standings.length
        ? completed(standings.length)
        : `completed, ${of}, ${troubles(standings)}`
    case 'superseded':
      return `superseded, ${of}`
    default:
      return release.phase satisfies never
  }
}

const completed = (size: number): string =>
  size === 0 ? 'nothing changed on any gateway' : `all ${count(size, 'gateway')} committed`

const whereabouts = (release: Release): string => {
  const { waves } = crossingOf(release)
  if (waves.length < 2) return ''
  const soaks = release.healthySince === undefined ? '' : `, soaking for ${waveOf(release).soak} s`
  return `, wave ${release.wave + 1} of ${waves.length}${soaks}`
}

const WORDS = ['reverted', 'refused', 'silent', 'cut', 'left', 'lossy'] as const

/** `1 reverted, 2 silent`. */
const troubles = (standings: readonly Standing[]): string => {
  const kinds = standings.map(troubleKind)
  const parts = WORDS.flatMap(word => {
    const number = kinds.filter(kind => kind === word).length
    return number === 0 ? [] : [`${number} ${word}`]
  })
  return `${parts.length === 0 ? 'none sick' : parts.join(', ')}${astray(standings)}`
}

const troubleKind = (standing: Standing): string | undefined =>
  'trouble' in standing ? standing.trouble?.kind : undefined

const astray = (standings: readonly Standing[]): string => {
  const lost = standings.filter(({ kind }) => kind === 'astray').length
  return lost === 0 ? '' : `, ${lost} did not confirm going back`
}

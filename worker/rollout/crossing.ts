import { once } from './once.ts'
import type { Crossing, Release, Wave } from './release.ts'

/** The crossing that is under way. */
export const crossingOf = ({ crossings, crossing }: Release): Crossing =>
  crossings[crossing] ?? { bundles: {}, waves: [] }

/** The wave that is under way. */
export const waveOf = (release: Release): Wave => crossingOf(release).waves[release.wave] ?? NOBODY

const NOBODY: Wave = { groups: [], soak: 0, atOnce: 1 }

/** Whether no wave and no crossing follows. */
export const isLastWave = (release: Release): boolean =>
  release.crossing >= release.crossings.length - 1 && release.wave >= crossingOf(release).waves.length - 1

/** Everybody of a wave, by name. */
export const gatewaysOf = once(({ groups }: Wave): readonly string[] => groups.flat())

/** Everybody whom a crossing changes, by name. */
export const gatewaysIn = once(({ bundles }: Crossing): readonly string[] => Object.keys(bundles))

/** What a gateway of the release shall run; undefined for one that it does not change. */
export const targetOf = (release: Release, gateway: string): string | undefined =>
  crossingOf(release).bundles[gateway]

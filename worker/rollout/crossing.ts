import type { Crossing, Release, Wave } from './release.ts'

/** The crossing that is under way. */
export const crossingOf = ({ crossings, crossing }: Release): Crossing =>
  crossings[crossing] ?? { bundles: {}, waves: [] }

/** The wave that is under way. */
export const waveOf = (release: Release): Wave =>
  crossingOf(release).waves[release.wave] ?? { groups: [], soak: 0, atOnce: 1 }

/** Whether no wave and no crossing follows. */
export const isLastWave = (release: Release): boolean =>
  release.crossing >= release.crossings.length - 1 && release.wave >= crossingOf(release).waves.length - 1

/** Everybody of a wave, by name. */
export const gatewaysOf = ({ groups }: Wave): string[] => groups.flat()

/** What a gateway of the release shall run; undefined for one that it does not change. */
export const targetOf = (release: Release, gateway: string): string | undefined =>
  crossingOf(release).bundles[gateway]

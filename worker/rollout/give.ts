import { crossingOf, gatewaysIn, gatewaysOf, isLastWave, targetOf, waveOf } from './crossing.ts'
import { isUnderWay } from './patience.ts'
import type { Release } from './release.ts'
import type { Standing } from './standing.ts'
import type { Rollout } from './state.ts'

/**
 * Tells the next gateways of the wave to run the release, as many as may be under way together: a group all at once, alone if it
 * is larger than that. With the last of the last wave, those that leave the network lose their delegation. The same rollout
 * when nobody's turn has come.
 */
export const give = (rollout: Rollout, release: Release): Rollout => {
  const groups = nextGroups(release)
  const told = tell(rollout, release, groups.flat())
  return letGo(told, told.current ?? release)
}

const nextGroups = (release: Release): string[][] => {
  const { groups, atOnce } = waveOf(release)
  const chosen: string[][] = []
  const queued: string[][] = []
  let busy = 0
  for (const group of groups) {
    if (group.every(name => release.standings[name]?.kind === 'queued')) queued.push(group)
    else busy += group.filter(name => isUnderWay(release.standings[name])).length
  }
  for (const group of queued) {
    if (busy > 0 && busy + group.length > atOnce) break
    chosen.push(group)
    busy += group.length
  }
  return chosen
}

const tell = (rollout: Rollout, release: Release, names: readonly string[]): Rollout => {
  if (names.length === 0) return rollout
  const round = rollout.round + 1
  const standings: Record<string, Standing> = { ...release.standings }
  const base = { ...release.base }
  const shown = { ...rollout.shown }
  for (const name of names) {
    standings[name] = { kind: 'pending', round }
    // Told again, it still goes back to what it had before the first time.
    base[name] = name in base ? (base[name] ?? null) : (rollout.held[name] ?? null)
    const bundle = targetOf(release, name)
    if (bundle !== undefined) shown[name] = { bundle, from: release.number, number: release.told }
  }
  return { ...rollout, shown, round, current: { ...release, standings, base } }
}

const letGo = (rollout: Rollout, release: Release): Rollout => {
  const leaves = Object.keys(release.removed).filter(name => name in rollout.shown)
  if (leaves.length === 0 || !isLastWave(release)) return rollout
  if (gatewaysOf(waveOf(release)).some(name => release.standings[name]?.kind === 'queued')) return rollout
  const shown = Object.fromEntries(Object.entries(rollout.shown).filter(([name]) => !leaves.includes(name)))
  return { ...rollout, shown, round: rollout.round + 1 }
}

/** Those of the wave that were given the release, whatever became of it. */
export const givenInWave = (release: Release): string[] =>
  gatewaysOf(waveOf(release)).filter(name => release.standings[name]?.kind !== 'queued')

/** The same of all waves so far. */
export const givenAtAll = (release: Release): string[] =>
  gatewaysIn(crossingOf(release)).filter(name => release.standings[name]?.kind !== 'queued')

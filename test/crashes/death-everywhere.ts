import { type Death, deathsAt, die, keyOf } from './deaths.ts'
import type { Moment, Mortal } from './mortal.ts'
import { brokenPromises, type Facts } from './promises.ts'

/** More stories of broken promises help nobody. */
const ENOUGH = 8

/** What was tried, and what was broken. */
export interface Tried {
  /** Deaths, each of a moment and a way to die there. */
  points: number
  /** Those that left something that no death before had left. */
  distinct: number
  readonly broken: string[]
}

/**
 * Lets a gateway die in every way at every moment of a change, and again at the moments of each recovery that `again` picks.
 * Two deaths that leave the very same are followed up once.
 */
export const dieEverywhere = async (
  gateway: Mortal,
  facts: Facts,
  moments: readonly Moment[],
  again: (key: string) => boolean,
): Promise<Tried> => {
  const tried: Tried = { points: 0, distinct: 0, broken: [] }
  const seen = new Set<string>()
  const diesAt = async (moment: Moment, death: Death, story: string, isFirst: boolean): Promise<void> => {
    if (tried.broken.length >= ENOUGH) return
    tried.points += 1
    await die(gateway, moment, death)
    const dead = gateway.moment('dead')
    const key = `${death.then.join(' ')} ${keyOf(dead, isFirst)}`
    if (seen.has(key)) return
    seen.add(key)
    tried.distinct += 1
    const told = `${story}${isFirst ? '' : '; recovering, '}before ${moment.next}: ${death.how}`
    const diesAgain = isFirst && again(key)
    const after = await recover(gateway, facts, { dead, death, told, diesAgain }, tried)
    for (const next of after) for (const second of deathsAt(next)) await diesAt(next, second, told, false)
  }
  for (const moment of moments) for (const death of deathsAt(moment)) await diesAt(moment, death, '', true)
  return tried
}

interface Dead {
  readonly dead: Moment
  readonly death: Death
  readonly told: string
  readonly diesAgain: boolean
}

/** Runs what comes after a death, looks at what it made of it, and returns the moments at which it could die in turn. */
const recover = async (
  gateway: Mortal,
  facts: Facts,
  { dead, death, told, diesAgain }: Dead,
  { broken }: Tried,
): Promise<readonly Moment[]> => {
  const moments: Moment[] = []
  for (const program of death.then) {
    try {
      moments.push(...(await gateway.run(program, diesAgain)))
      const now = gateway.moment('the end')
      for (const fault of brokenPromises(facts, dead, now)) broken.push(`${told}: after ${program}, ${fault}`)
    } catch (error) {
      broken.push(`${told}: ${program} stopped with ${String(error)}`)
    }
  }
  const rest = await gateway.run('once', true)
  if (rest.length > 1) broken.push(`${told}: there is no rest, it goes on with ${rest[0]?.next}`)
  return moments
}

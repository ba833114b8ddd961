import { Broken } from './invariants.ts'
import { World } from './world.ts'

/** Files that share the seeds, so that every core has some. */
const PARTS = 4

/** `SEED=…` replays one seed; `SEEDS=…` runs so many; `FLEET=…` gives every fleet that many gateways. */
const { SEED, SEEDS = '1000', FLEET } = process.env
const seeds =
  SEED === undefined ? Array.from({ length: Number(SEEDS) }, (_, index) => index + 1) : [Number(SEED)]

/** Each seed is lived with as many gateways as the rollout is made for, and with so few that everything happens often. */
const sizesOf = (seed: number): number[] => (FLEET === undefined ? [200, 3 + (seed % 13)] : [Number(FLEET)])

/** Lives through this part of the seeds, from 1, and answers how many fleets came to each end. Throws, with the way to see it again. */
export const fleetsOf = async (part: number): Promise<ReadonlyMap<string, number>> => {
  const ends = new Map<string, number>()
  const mine = seeds.filter(seed => seed % PARTS === part % PARTS)
  for (const [seed, size] of mine.flatMap(seed => sizesOf(seed).map(size => [seed, size] as const))) {
    const end = await endOf(seed, size)
    ends.set(end, (ends.get(end) ?? 0) + 1)
  }
  return ends
}

/** In words, for whoever reads the output. */
export const endsInWords = (ends: ReadonlyMap<string, number>): string =>
  [...ends].map(([phase, count]) => `${count} ${phase}`).join(', ') || 'no fleets'

const endOf = async (seed: number, size: number): Promise<string> => {
  const world = new World(seed, size)
  try {
    await world.run(40)
  } catch (error) {
    const why = error instanceof Broken ? error.message : String(error)
    throw new Error(
      `${why}\nreplay: SEED=${seed} FLEET=${size} npx vitest run --project crashes test/simulation/fleet`,
      { cause: error },
    )
  }
  return world.plane.ledger.rollout().current?.phase ?? 'nothing'
}

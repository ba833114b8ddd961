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

/** What happens to some fleet in every part of all seeds; of fewer, nothing is said. */
export const USUAL = SEED === undefined && Number(SEEDS) >= 1000 ? ['completed', 'halted', 'rolled-back'] : []

/** Lives through this part of the seeds, from 1, and answers how often each end came about. Throws, with the way to see it again. */
export const fleetsOf = async (part: number): Promise<ReadonlyMap<string, number>> => {
  const ends = new Map<string, number>()
  const count = (what: string, times = 1) => ends.set(what, (ends.get(what) ?? 0) + times)
  for (const seed of seeds.filter(one => one % PARTS === part % PARTS))
    for (const size of sizesOf(seed)) {
      const { plane, invariants } = await lived(seed, size)
      count(plane.ledger.rollout().current?.phase ?? 'nothing')
      count('waves halted by loss', invariants.lossHalts)
    }
  console.log(`fleets: ${[...ends].map(([what, times]) => `${times} ${what}`).join(', ')}`)
  return ends
}

const lived = async (seed: number, size: number): Promise<World> => {
  const world = new World(seed, size)
  try {
    await world.run(40)
    return world
  } catch (error) {
    const why = error instanceof Broken ? error.message : String(error)
    throw new Error(
      `${why}\nreplay: SEED=${seed} FLEET=${size} npx vitest run --project crashes test/simulation/fleet`,
      { cause: error },
    )
  }
}

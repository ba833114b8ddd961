import { expect, test } from 'vitest'
import { Broken } from './invariants.ts'
import { World } from './world.ts'

/** `SEED=…` replays one seed; `SEEDS=…` runs so many; `FLEET=…` gives every fleet that many gateways. */
const first = Number(process.env['SEED'] ?? 1)
const seeds = process.env['SEED'] === undefined ? Number(process.env['SEEDS'] ?? 1000) : 1

const fleet = process.env['FLEET']

/** Most fleets are small, so that everything happens often; one in ten has the size that the rollout is made for. */
const sizeOf = (seed: number): number =>
  fleet === undefined ? (seed % 10 === 0 ? 200 : 3 + (seed % 13)) : Number(fleet)

test(`${seeds} fleets with lost, late, doubled and forged messages and a Worker that dies keep every promise`, async () => {
  const ends = new Map<string, number>()
  let lossHalts = 0
  for (let seed = first; seed < first + seeds; seed++) {
    const world = new World(seed, sizeOf(seed))
    try {
      await world.run(40)
    } catch (error) {
      const why = error instanceof Broken ? error.message : String(error)
      throw new Error(
        `${why}\nreplay: SEED=${seed} FLEET=${sizeOf(seed)} npx vitest run --project crashes test/simulation/fleet.test.ts`,
        { cause: error },
      )
    }
    lossHalts += world.invariants.lossHalts
    const phase = world.plane.ledger.rollout().current?.phase ?? 'nothing'
    ends.set(phase, (ends.get(phase) ?? 0) + 1)
  }
  console.log(
    `${seeds} fleets: ${[...ends].map(([phase, count]) => `${count} ${phase}`).join(', ')}; ${lossHalts} waves halted by loss`,
  )
  expect([...ends.values()].reduce((sum, count) => sum + count, 0)).toBe(seeds)
}, 3_600_000)

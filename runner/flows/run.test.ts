import { describe, expect, test } from 'vitest'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh } from '../../test/fixtures/rlyeh-in-memory.ts'
import type { Lock } from '../ports/lock.ts'
import { SourceError } from '../ports/source.ts'
import { run } from './run.ts'

const free: Lock = { holding: async task => ({ value: await task() }) }

/** Runs the daemon for so many turns; the seconds that it waited after each. `between` comes before each wait. */
const waitsOf = async (
  { world, gateway }: Awaited<ReturnType<typeof beginRlyeh>>,
  turns: number,
  between: (turn: number) => void | Promise<void> = () => undefined,
): Promise<number[]> => {
  const waits: number[] = []
  const wait = async (milliseconds: number): Promise<void> => {
    await between(waits.push(milliseconds / 1000))
    world.now = new Date(world.now.getTime() + milliseconds)
  }
  // A change waits too, for its probes: only what the daemon waits between turns is counted.
  const clock = { now: () => world.now, wait }
  await run({ ...gateway, clock }, free, () => waits.length >= turns)
  return waits
}

const nightly = (bundles: readonly Bundle[], every: number): Bundle[] =>
  bundles.map(bundle => ({
    ...bundle,
    every,
    window: { days: [1], from: 120, to: 300, zone: 'Europe/Warsaw' },
  }))

describe('the daemon', () => {
  test('waits longer after each failure, and as before after the first poll that works', async () => {
    const rlyeh = await beginRlyeh()
    await waitsOf(rlyeh, 1)
    const away = (): never => {
      throw new SourceError('unreachable', 'no route to host')
    }
    rlyeh.world.intercept = away
    const waits = await waitsOf(rlyeh, 5, turn => {
      if (turn === 4) rlyeh.world.intercept = () => undefined
    })
    expect(waits).toEqual([75, 135, 255, 255, 60])
    expect(rlyeh.said.filter(line => line.startsWith('source-unreachable'))).toHaveLength(4)
  })

  test('goes on when a turn throws', async () => {
    const rlyeh = await beginRlyeh()
    rlyeh.world.disk.files.set('/var/lib/cygnet/journal.json', { bytes: new Uint8Array([0]), mode: 0o600 })
    expect(await waitsOf(rlyeh, 2)).toEqual([75, 135])
  })

  test('that asks once a day is there when the window opens', async () => {
    const rlyeh = await beginRlyeh(nightly(referenceBundles(), 86_400))
    await waitsOf(rlyeh, 1)
    rlyeh.world.now = new Date('2026-03-01T12:00:00Z')
    await rlyeh.world.release(3, { bundles: nightly(archiveBundles(), 86_400) })
    const [wait = 0] = await waitsOf(rlyeh, 1)
    // Sunday noon to Monday 02:00 in Warsaw is thirteen hours; half of the spread comes on top.
    expect(wait).toBe(13 * 3600 + 15)
  })
})

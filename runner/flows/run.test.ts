import { describe, expect, test, vi } from 'vitest'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { killedAt } from '../../test/fixtures/dying.ts'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh } from '../../test/fixtures/rlyeh-in-memory.ts'
import type { Lock } from '../ports/lock.ts'
import { SourceError } from '../ports/source.ts'
import { loadJournal } from './change/journal-file.ts'
import { summaryFile } from './monitor/summary-file.ts'
import { once } from './once.ts'
import { run } from './run.ts'

const free: Lock = { holding: async task => ({ value: await task() }) }

/** Runs the daemon for so many turns; the seconds that it waited after each. `between` comes before each such wait. */
const waitsOf = async (
  { world, gateway }: Awaited<ReturnType<typeof beginRlyeh>>,
  turns: number,
  between: (turn: number) => void | Promise<void> = () => undefined,
): Promise<number[]> => {
  const waits: number[] = []
  let hasBegun = false
  const wait = async (milliseconds: number): Promise<void> => {
    if (hasBegun) await between(waits.push(milliseconds / 1000))
    hasBegun = true
    world.now = new Date(world.now.getTime() + milliseconds)
  }
  // A change waits too, for its probes: only what the daemon waits between turns is counted.
  const clock = { ...gateway.clock, wait }
  await run({ ...gateway, clock }, free, () => waits.length >= turns)
  return waits
}

const nightly = (bundles: readonly Bundle[], every: number): Bundle[] =>
  bundles.map(bundle => ({
    ...bundle,
    every,
    window: { days: [1], from: 120, to: 300, zone: 'Europe/Warsaw' },
  }))

/** Measured all the time, and asking every ten minutes. */
const measured = (): Bundle[] =>
  referenceBundles().map(bundle => ({
    ...bundle,
    every: 600,
    monitor: { every: 1, paths: [{ tunnel: 'rlyeh-ulthar', from: '10.1.0.1', to: '10.2.0.1' }] },
  }))

/** The seconds that a daemon with this luck waits before its first turn, and the requests that it made until then. */
const beginningOf = async (random: number, rlyeh: Awaited<ReturnType<typeof beginRlyeh>>) => {
  const { world, gateway } = rlyeh
  const waits: number[] = []
  let asked = world.asked.length
  const wait = (milliseconds: number): Promise<void> => {
    if (waits.push(milliseconds / 1000) === 1) asked = world.asked.length - asked
    return Promise.resolve()
  }
  const daemon = { ...gateway, random: () => random, clock: { ...gateway.clock, wait } }
  await run(daemon, free, () => waits.length >= 2)
  return { seconds: waits[0], asked }
}

describe('a fleet that comes up together', () => {
  test('polls one by one, each gateway within a few seconds', async () => {
    expect(await beginningOf(0, await beginRlyeh())).toEqual({ seconds: 0, asked: 0 })
    expect(await beginningOf(0.5, await beginRlyeh())).toEqual({ seconds: 2.5, asked: 0 })
    expect((await beginningOf(0.999, await beginRlyeh())).seconds).toBeLessThan(5)
  })

  test('does not wait with a change that a crash left', async () => {
    const rlyeh = await beginRlyeh()
    const { world, gateway } = rlyeh
    await once(gateway)
    await world.release(3, { bundles: archiveBundles() })
    await killedAt(
      rlyeh,
      next => next.startsWith('apply ipsec'),
      async () => await once(gateway),
    )
    let atFirstWait: string | undefined
    const wait = async (): Promise<void> => {
      atFirstWait ??= (await loadJournal(world.disk)).pending?.phase ?? 'nothing under way'
    }
    await run({ ...gateway, clock: { ...gateway.clock, wait } }, free, () => atFirstWait !== undefined)
    expect(atFirstWait).toBe('nothing under way')
  })
})

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

  test('opens the bundle in force once, however often it asks whether there is a newer one', async () => {
    const rlyeh = await beginRlyeh(nightly(referenceBundles(), 600))
    await waitsOf(rlyeh, 1)
    const read = vi.spyOn(rlyeh.world.disk, 'read')
    expect(await waitsOf(rlyeh, 3)).toEqual([600, 600, 600])
    expect(read.mock.calls.filter(([operation]) => operation === 'read a generation')).toHaveLength(1)
  })

  test('that asks once a day is there when the window opens', async () => {
    const rlyeh = await beginRlyeh(nightly(referenceBundles(), 86_400))
    await waitsOf(rlyeh, 1)
    rlyeh.world.now = new Date('2026-03-01T12:00:00Z')
    await rlyeh.world.release(3, { bundles: nightly(archiveBundles(), 86_400) })
    const [wait = 0] = await waitsOf(rlyeh, 1)
    // Sunday noon to Monday 02:00 in Warsaw is thirteen hours, 2.5 s of which passed before; half of the spread comes on top.
    expect(wait).toBe(13 * 3600 - 2.5 + 15)
  })

  test('whose bundle is measured tells of it every minute between two polls, and polls when it would have', async () => {
    const rlyeh = await beginRlyeh(measured())
    const { world, gateway, reports } = rlyeh
    const followed: (number | undefined)[] = []
    const start = world.now.getTime()
    const file = summaryFile(world.disk, start, 0)
    const polls = new Set<number>()
    world.intercept = path => {
      if (path.endsWith('timestamp.json')) polls.add((world.now.getTime() - start) / 1000)
    }
    const step = async (at: number): Promise<void> => {
      const path = { tunnel: 'rlyeh-ulthar', from: '10.1.0.1', to: '10.2.0.1' }
      const sample = { path, from: at, to: at + 10_000, sent: 10, lost: 0, rtt: undefined }
      await file.take({ at: at + 10_000, samples: [sample], losses: [], happenings: [] })
    }
    const wait = async (milliseconds: number): Promise<void> => {
      for (let passed = 0; passed + 10_000 <= milliseconds; passed += 10_000) await step(start + passed)
      await gateway.clock.wait(milliseconds)
    }
    await run({ ...gateway, clock: { ...gateway.clock, wait } }, free, () => polls.size > 1, {
      measure: async bundle => void followed.push(await Promise.resolve(bundle?.monitor?.paths.length)),
    })
    expect(followed).toEqual([1])
    const [first = 0, second = 0] = polls
    expect(second - first).toBeCloseTo(600, -1)
    const told = reports().filter(
      one => one.measured !== undefined && Date.parse(one.at) - start <= second * 1000,
    )
    expect(told).toHaveLength(10)
  })

  test('whose bundle is measured hears of a change by hand also in the moment in which it tells', async () => {
    const { world, gateway } = await beginRlyeh(measured())
    const polls = new Set<number>()
    world.intercept = path => {
      if (path.endsWith('timestamp.json')) polls.add(world.now.getTime())
    }
    let ring = Promise.withResolvers<void>()
    let quiet = Promise.withResolvers<void>()
    let rests = 0
    const wait = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
      if (signal !== undefined && milliseconds === 5000) {
        signal.addEventListener('abort', () => quiet.resolve())
        return await quiet.promise
      }
      if (signal !== undefined) rests += 1
      // A moment before the minute is over; it is quiet in the next one.
      if (rests === 3) ring.resolve()
      if (rests === 4) quiet.resolve()
      await gateway.clock.wait(milliseconds)
      await new Promise(setImmediate)
    }
    const alarm = {
      watch: async () => await Promise.resolve(),
      rung: async () => {
        quiet = Promise.withResolvers()
        await ring.promise
        ring = Promise.withResolvers()
      },
    }
    await run({ ...gateway, clock: { ...gateway.clock, wait } }, free, () => polls.size > 1, {
      alarm,
      measure: async () => await Promise.resolve(),
    })
    const [first = 0, second = 0] = polls
    expect((second - first) / 60_000).toBeCloseTo(4, 0)
  })
})

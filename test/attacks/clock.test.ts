import { describe, expect, test } from 'vitest'
import { hintFor } from '../../runner/core/hint.ts'
import { loadJournal } from '../../runner/flows/change/journal-file.ts'
import { once } from '../../runner/flows/once.ts'
import { run } from '../../runner/flows/run.ts'
import { status, statusText } from '../../runner/flows/status.ts'
import { TIMESTAMP } from '../../schema/wire/repository.ts'
import { archiveBundles } from '../fixtures/reference-bundles.ts'
import { beginRlyeh } from '../fixtures/rlyeh-in-memory.ts'
import { signerNamed } from './network.ts'
import { DAY, refusalOf, World } from './world.ts'

const TIME = '/var/lib/cygnet/trust/time'
const at = (world: World, time: string): void => void (world.now = new Date(time))
const later = (world: World, days: number): void =>
  void (world.now = new Date(world.now.getTime() + days * DAY))

describe('a clock that runs weeks ahead, with a timestamp that a thief made good for months', () => {
  /** The thief has the Worker's key and the network's time, and the gateway believes both for one poll. */
  const pushedAhead = async () => {
    const world = await World.begin()
    await world.poll()
    const honest = world.now
    world.forge(TIMESTAMP, signed => {
      signed['version'] = Number(signed['version']) + 1
      signed['expires'] = new Date(honest.getTime() + 80 * DAY).toISOString().replace('.000', '')
    })
    later(world, 60)
    await world.poll()
    world.now = honest
    return world
  }

  test('leaves a time behind at which all that is honest is expired', async () => {
    const world = await pushedAhead()
    world.store.objects.delete(TIMESTAMP)
    await world.release(2)
    expect(['expired-timestamp', 'rollback-timestamp']).toContain(await refusalOf(() => world.poll()))
  })

  test('is undone by a root that gives the Worker a new key, like every other fast-forward', async () => {
    const world = await pushedAhead()
    world.worker = signerNamed('worker of tomorrow')
    await world.publishRoot(await world.rotate({ version: 2 }))
    world.store.objects.delete(TIMESTAMP)
    await world.release(3)
    // The time of a refresh is one (TUF §5.1), and this one began with the thief's.
    expect(await refusalOf(() => world.poll())).toBe('expired-timestamp')
    expect((await world.poll()).custom.release).toBe(3)
  })
})

describe('a clock in 1970', () => {
  /** Polled when the clock was right, then started anew without one that keeps time. */
  const begin = async () => {
    const world = await World.begin()
    await world.poll()
    at(world, '1970-01-01T00:01:00Z')
    return world
  }

  test('hides no freeze: an old timestamp that is served for ever expires', async () => {
    const world = await begin()
    expect((await world.refresh()).kind).toBe('unchanged')
    later(world, 0.5)
    expect((await world.refresh()).kind).toBe('unchanged')
    later(world, 0.51)
    expect(await refusalOf(() => world.poll())).toBe('expired-timestamp')
  })

  test('hides none either from a gateway that is started anew every few hours', async () => {
    const world = await begin()
    for (let start = 0; start < 4; start++) {
      at(world, '1970-01-01T00:01:00Z')
      await world.refresh()
      later(world, 0.24)
      expect((await world.refresh()).kind).toBe('unchanged')
    }
    at(world, '1970-01-01T00:01:00Z')
    await world.refresh()
    later(world, 0.24)
    expect(await refusalOf(() => world.poll())).toBe('expired-timestamp')
  })

  test('brings back nothing that had expired before', async () => {
    const world = await World.begin()
    await world.poll()
    const old = new Map(world.store.objects)
    later(world, 0.9)
    await world.resign()
    await world.poll()
    later(world, 0.9)
    await world.resign()
    await world.poll()
    for (const role of ['timestamp', 'snapshot', 'targets', 'gateway'])
      world.disk.files.delete(`/var/lib/cygnet/trust/${role}.json`)
    world.store.objects.clear()
    for (const [path, bytes] of old) world.store.objects.set(path, bytes)
    at(world, '1970-01-01T00:01:00Z')
    expect(await refusalOf(() => world.poll())).toBe('expired-timestamp')
  })

  test('takes what is new, says that it is wrong, and is forgotten once it is right', async () => {
    const { world, gateway, reports } = await beginRlyeh()
    await once(gateway)
    await world.release(3, { bundles: archiveBundles() })
    at(world, '1970-01-01T00:01:00Z')
    expect((await once(gateway)).trouble).toBeUndefined()
    expect((await loadJournal(world.disk)).inForce?.release).toBe(3)
    expect(reports().at(-1)).toMatchObject({ outcome: 'committed', problem: { code: 'clock-behind' } })
    expect(statusText(await status(gateway))).toMatch(/^the clock is behind/m)
    at(world, '2026-03-01T13:00:00Z')
    expect((await once(gateway)).trouble).toBeUndefined()
    expect(reports().at(-1)?.problem).toBeUndefined()
  })
})

describe('a clock in 2099', () => {
  test('stops what is new with a word about the clock, touches nothing, and leaves nothing behind', async () => {
    const { world, host, gateway, reports } = await beginRlyeh()
    await once(gateway)
    const known = world.disk.text(TIME)
    const live = structuredClone({ ...host.live, sysctl: [...host.live.sysctl] })
    host.acts.length = 0
    await world.release(3, { bundles: archiveBundles() })
    const before = world.now
    at(world, '2099-01-01T00:00:00Z')
    for (let turn = 0; turn < 3; turn++) {
      const { trouble } = await once(gateway)
      expect(trouble?.code).toMatch(/^expired-/)
      expect(trouble && hintFor(trouble)).toMatch(/clock is wrong: what does timedatectl say/)
    }
    expect(host.acts).toEqual([])
    expect({ ...host.live, sysctl: [...host.live.sysctl] }).toEqual(live)
    expect(world.disk.text(TIME)).toBe(known)
    expect(reports().map(({ outcome }) => outcome)).toEqual(['committed', 'refused'])

    world.now = before
    expect((await once(gateway)).trouble).toBeUndefined()
    const journal = await loadJournal(world.disk)
    expect(journal.inForce?.release).toBe(3)
    expect(journal.said).toBeUndefined()
    expect(journal.knownBad).toEqual([])
  })

  test('that had nothing new to stop is over as soon as it is right, and whoever heard of it hears that', async () => {
    const { world, gateway, reports } = await beginRlyeh()
    await once(gateway)
    const before = world.now
    at(world, '2099-01-01T00:00:00Z')
    await once(gateway)
    world.now = before
    await once(gateway)
    expect(reports().map(({ outcome }) => outcome)).toEqual(['committed', 'refused', 'unchanged'])
    expect((await status(gateway)).problem).toBeUndefined()
  })
})

test('a clock that was hours fast for a poll keeps no honest timestamp out', async () => {
  const world = await World.begin()
  await world.poll()
  const right = world.now
  later(world, 0.95)
  await world.poll()
  world.now = right
  for (let hour = 0; hour < 48; hour++) {
    later(world, 1 / 24)
    if (hour % 12 === 11) await world.resign()
    await world.poll()
  }
})

test('a clock that jumps through the centuries does not stop the polls', async () => {
  const { world, gateway } = await beginRlyeh()
  const free = { holding: async <T>(task: () => Promise<T>) => ({ value: await task() }) }
  const waits: number[] = []
  const right = world.now
  const times = ['1970-01-01T00:00:00Z', '2099-01-01T00:00:00Z', '1999-12-31T23:59:59Z', right.toISOString()]
  const wait = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds)
    at(world, times[waits.length - 1] ?? right.toISOString())
    return Promise.resolve()
  }
  await run({ ...gateway, clock: { ...gateway.clock, wait } }, free, () => waits.length > times.length)
  expect(waits).toHaveLength(5)
  for (const milliseconds of waits) {
    expect(milliseconds).toBeGreaterThanOrEqual(1000)
    expect(milliseconds).toBeLessThanOrEqual(15 * 60 * 1000)
  }
  expect((await loadJournal(world.disk)).inForce?.release).toBe(2)
})

import { describe, expect, test } from 'vitest'
import { publishBundles } from '../../infra/lab/managed/publish-bundles.ts'
import { TIMESTAMP } from '../../schema/wire/repository.ts'
import type { MemoryStore } from '../../worker/adapters/memory-store.ts'
import type { Condition, ObjectStore } from '../../worker/ports/object-store.ts'
import { customOf, signerNamed } from './network.ts'
import { DAY, World } from './world.ts'

/** A store that its publisher loses before, or after, the given put. */
const dying = (store: MemoryStore, puts: number, moment: 'before' | 'after'): ObjectStore => {
  let left = puts
  return {
    get: path => store.get(path),
    async put(path: string, bytes: Uint8Array, condition: Condition) {
      if (moment === 'before' && left-- === 0) throw new Error('the publisher died')
      const done = await store.put(path, bytes, condition)
      if (moment === 'after' && left-- === 0) throw new Error('the publisher died')
      return done
    },
  }
}

describe('a publisher that dies', () => {
  test('at any write shows gateways the old release or the new one, and is finished by the next attempt', async () => {
    // Bundles and roles of two gateways, snapshot, timestamp: six writes.
    for (const moment of ['before', 'after'] as const)
      for (let puts = 0; puts < 6; puts++) {
        const world = await World.begin()
        const mortal = { ...world.publisher, store: dying(world.store, puts, moment) }
        await expect(publishBundles(mortal, world.bundles(2), customOf(2))).rejects.toThrow('died')
        const isNew = puts === 5 && moment === 'after'
        expect((await world.poll()).custom.release).toBe(isNew ? 2 : 1)
        world.now = new Date(world.now.getTime() + 1000)
        await world.release(2)
        expect((await world.poll()).custom.release).toBe(2)
        const before = new Map(world.store.objects)
        await world.release(2)
        expect(world.store.objects).toEqual(before)
      }
  })

  test('ten times over does not run out of version numbers', async () => {
    const world = await World.begin()
    for (let death = 0; death < 10; death++) {
      world.now = new Date(world.now.getTime() + 1000)
      const mortal = { ...world.publisher, store: dying(world.store, 5 + death, 'before') }
      await publishBundles(mortal, world.bundles(2), customOf(2)).catch(() => undefined)
    }
    await world.release(2)
    expect((await world.poll()).custom.release).toBe(2)
  })
})

describe('two publishers at once', () => {
  test('never interleave: gateways see one whole release or the other', async () => {
    const world = await World.begin()
    await Promise.allSettled([world.release(2), world.release(3), world.resign()])
    expect([2, 3]).toContain((await world.poll()).custom.release)
  })

  test('no role is ever written twice under one version', async () => {
    const world = await World.begin()
    const written: string[] = []
    const put = world.store.put.bind(world.store)
    world.store.put = async (path, bytes, condition) => {
      const done = await put(path, bytes, condition)
      if (done && path !== TIMESTAMP) written.push(path)
      return done
    }
    await Promise.allSettled([2, 3, 4].map(number => world.release(number)))
    expect(new Set(written).size).toBe(written.length)
  })
})

describe('a store that somebody else wrote to', () => {
  test('is not built upon: what the Worker did not sign, it does not sign', async () => {
    const world = await World.begin()
    const mallory = signerNamed('mallory')
    for (const path of [
      TIMESTAMP,
      'metadata/1.snapshot.json',
      'metadata/1.targets.json',
      'metadata/1.gateway.rlyeh.json',
    ]) {
      const honest = world.stored(path)
      world.forge(path, () => undefined, [mallory])
      await expect(world.release(2)).rejects.toMatchObject({ code: 'not-ours' })
      world.store.objects.set(path, honest)
    }
    await world.release(2)
    expect((await world.poll()).custom.release).toBe(2)
  })

  test('with a damaged bundle is put right by releasing it again', async () => {
    const world = await World.begin()
    const [path] = [...world.store.objects.keys()].filter(name => name.startsWith('targets/rlyeh/'))
    world.store.objects.set(path ?? '', new Uint8Array([1]))
    await world.release(2, { bundles: world.bundles(1) })
    expect((await world.poll()).custom.release).toBe(2)
  })
})

describe('the cron', () => {
  test('signs the timestamp anew when half of its day is over, not before', async () => {
    const world = await World.begin()
    const before = new Map(world.store.objects)
    world.now = new Date(world.now.getTime() + 0.4 * DAY)
    await world.resign()
    expect(world.store.objects).toEqual(before)
    world.now = new Date(world.now.getTime() + 0.2 * DAY)
    await world.resign()
    const changed = [...world.store.objects].filter(([path, bytes]) => before.get(path) !== bytes)
    expect(changed.map(([path]) => path)).toEqual([TIMESTAMP])
  })

  test('keeps a network alive for longer than any role lives', async () => {
    const world = await World.begin()
    for (let day = 0; day < 200; day += 20) {
      world.now = new Date(world.now.getTime() + 20 * DAY)
      await world.resign()
    }
    expect((await world.poll()).custom.release).toBe(1)
  })

  test('has nothing to do before the first release', async () => {
    const world = await World.begin()
    world.store.objects.clear()
    expect(await world.resign()).toBeUndefined()
  })
})

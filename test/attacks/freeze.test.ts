import { describe, expect, test } from 'vitest'
import { TIMESTAMP } from '../../schema/wire/repository.ts'
import { DAY, metaOf, refusalOf, World } from './world.ts'

const polled = async () => {
  const world = await World.begin()
  await world.poll()
  return { world, before: world.trusted() }
}
const later = (world: World, days: number) => {
  world.now = new Date(world.now.getTime() + days * DAY)
}
/** With the stolen key: lives on, but what lies below it does not. */
const prolong = (world: World, path: string, days: number) =>
  world.forge(path, signed => {
    signed['version'] = Number(signed['version']) + 1
    signed['expires'] = new Date(world.now.getTime() + days * DAY).toISOString().replace('.000', '')
  })

describe('an indefinite freeze', () => {
  test('the same expired timestamp again and again', async () => {
    const { world, before } = await polled()
    later(world, 1.01)
    expect(await refusalOf(() => world.poll())).toBe('expired-timestamp')
    expect(await refusalOf(() => world.poll())).toBe('expired-timestamp')
    expect(world.trusted()).toEqual(before)
  })

  test('"304 not modified" for ever', async () => {
    const { world, before } = await polled()
    world.intercept = path => (path === TIMESTAMP ? { kind: 'unchanged' } : undefined)
    expect((await world.refresh()).kind).toBe('unchanged')
    later(world, 1.01)
    expect(await refusalOf(() => world.poll())).toBe('expired-timestamp')
    expect(world.trusted()).toEqual(before)
  })

  test('ends when the honest timestamp is let through again', async () => {
    const { world } = await polled()
    later(world, 1.01)
    expect(await refusalOf(() => world.poll())).toBe('expired-timestamp')
    await world.resign()
    expect((await world.poll()).custom.release).toBe(1)
  })

  test('an expired snapshot under a fresh timestamp', async () => {
    const { world, before } = await polled()
    prolong(world, TIMESTAMP, 200)
    later(world, 91)
    expect(await refusalOf(() => world.poll())).toBe('expired-snapshot')
    expect(world.trusted()['snapshot.json']).toBe(before['snapshot.json'])
  })

  test('expired targets, an expired gateway role, under fresh ones', async () => {
    for (const [frozen, code] of [
      ['targets.json', 'expired-targets'],
      ['gateway.rlyeh.json', 'expired-gateway'],
    ] as const) {
      const { world } = await polled()
      world.replace(frozen, 1, signed => (signed['expires'] = '2026-03-10T00:00:00Z'))
      await world.poll()
      later(world, 30)
      prolong(world, TIMESTAMP, 1)
      const before = world.trusted()
      expect(await refusalOf(() => world.poll())).toBe(code)
      expect(world.trusted()['gateway.json']).toBe(before['gateway.json'])
    }
  })

  test('an expired root: nobody renewed the operators', async () => {
    const { world, before } = await polled()
    prolong(world, TIMESTAMP, 600)
    later(world, 366)
    expect(await refusalOf(() => world.poll())).toBe('expired-root')
    expect(world.trusted()).toEqual(before)
  })
})

describe('a wrong clock', () => {
  test('that runs ahead refuses, changes nothing, and is well when set right', async () => {
    const { world, before } = await polled()
    later(world, 1000)
    expect(await refusalOf(() => world.poll())).toMatch(/^expired-/)
    expect(world.trusted()).toEqual(before)
    later(world, -1000)
    expect((await world.refresh()).kind).toBe('unchanged')
  })

  test('that runs behind does not bring an old release back', async () => {
    const { world } = await polled()
    const first = world.stored(TIMESTAMP)
    await world.release(2)
    await world.poll()
    later(world, -1000)
    world.store.objects.set(TIMESTAMP, first)
    expect(await refusalOf(() => world.poll())).toBe('rollback-timestamp')
  })
})

describe('mix and match', () => {
  /** Release 2 is published, but this one file is served as it was in release 1. */
  const withOld = async (file: string, listed = 2) => {
    const { world, before } = await polled()
    await world.release(2)
    const old = world.stored(`metadata/1.${file}`)
    world.intercept = path =>
      path === `metadata/${listed}.${file}` ? { kind: 'found', bytes: old, etag: undefined } : undefined
    const code = await refusalOf(() => world.poll())
    expect(world.trusted()['gateway.json']).toBe(before['gateway.json'])
    return code
  }

  test("the snapshot of release 1 in release 2's place", async () => {
    expect(await withOld('snapshot.json')).toBe('snapshot-mismatch')
  })

  test("the gateway's role of release 1 in release 2's place", async () => {
    expect(await withOld('gateway.rlyeh.json')).toBe('gateway-mismatch')
  })

  test("the targets of another release in the listed one's place", async () => {
    const { world, before } = await polled()
    await world.release(2)
    world.replace('targets.json', 1, () => undefined)
    const other = world.stored('metadata/1.targets.json')
    world.store.objects.set('metadata/2.targets.json', other)
    expect(await refusalOf(() => world.poll())).toBe('targets-mismatch')
    expect(world.trusted()['targets.json']).toBe(before['targets.json'])
  })

  test('a version number that the file does not have, hash and all', async () => {
    for (const [file, code] of [
      ['gateway.rlyeh.json', 'gateway-mismatch'],
      ['targets.json', 'targets-mismatch'],
    ] as const) {
      const { world, before } = await polled()
      world.store.objects.set(`metadata/7.${file}`, world.stored(`metadata/1.${file}`))
      world.vouch(file, `metadata/7.${file}`, 7)
      expect(await refusalOf(() => world.poll())).toBe(code)
      expect(world.trusted()['gateway.json']).toBe(before['gateway.json'])
    }
  })

  test('other bytes under the same version, signed and all: two publishers, or one that was told to lie', async () => {
    for (const [file, code] of [
      ['2.snapshot.json', 'snapshot-mismatch'],
      ['2.targets.json', 'targets-mismatch'],
      ['2.gateway.rlyeh.json', 'gateway-mismatch'],
    ] as const) {
      const { world, before } = await polled()
      await world.release(2, { bundles: world.bundles(2, ['rlyeh']) })
      world.forge(`metadata/${file}`, signed => (signed['expires'] = '2036-01-01T00:00:00Z'))
      expect(await refusalOf(() => world.poll())).toBe(code)
      expect(world.trusted()['gateway.json']).toBe(before['gateway.json'])
    }
  })

  test('a snapshot under another version number than its own', async () => {
    const { world, before } = await polled()
    world.store.objects.set('metadata/7.snapshot.json', world.stored('metadata/1.snapshot.json'))
    world.forge(TIMESTAMP, signed => {
      const meta = { 'snapshot.json': metaOf(world.stored('metadata/7.snapshot.json'), 7) }
      Object.assign(signed, { version: 2, meta })
    })
    expect(await refusalOf(() => world.poll())).toBe('snapshot-mismatch')
    expect(world.trusted()['snapshot.json']).toBe(before['snapshot.json'])
  })
})

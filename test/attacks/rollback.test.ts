import { describe, expect, test } from 'vitest'
import { gatewayRole, TIMESTAMP } from '../../schema/wire/repository.ts'
import { tufKey } from '../../worker/release/metadata.ts'
import { signerNamed } from './network.ts'
import { metaOf, refusalOf, signedOf, World } from './world.ts'

/** A gateway that has taken release 1 and 2. */
const afterTwo = async () => {
  const world = await World.begin()
  const first = world.stored(TIMESTAMP)
  await world.poll()
  await world.release(2)
  expect((await world.poll()).custom.release).toBe(2)
  return { world, first, before: world.trusted() }
}

/** Everything but the timestamp, which may have moved on: it was signed. */
const below = ({ 'timestamp.json': _timestamp, etag: _etag, ...rest }: Record<string, string>) => rest

describe('a rollback', () => {
  test('of the timestamp: the whole repository as it was', async () => {
    const { world, first, before } = await afterTwo()
    world.store.objects.set(TIMESTAMP, first)
    expect(await refusalOf(() => world.poll())).toBe('rollback-timestamp')
    expect(world.trusted()).toEqual(before)
  })

  test('of the snapshot: a new timestamp names the old one', async () => {
    const { world, before } = await afterTwo()
    world.forge(TIMESTAMP, signed => {
      signed['version'] = 3
      signed['meta'] = { 'snapshot.json': metaOf(world.stored('metadata/1.snapshot.json'), 1) }
    })
    expect(await refusalOf(() => world.poll())).toBe('rollback-snapshot')
    expect(world.trusted()).toEqual(before)
  })

  test('of the targets: a new snapshot names the old ones', async () => {
    const { world } = await afterTwo()
    world.replace('targets.json', 1, () => undefined)
    await world.poll()
    const before = world.trusted()
    world.vouch('targets.json', 'metadata/1.targets.json', 1)
    expect(await refusalOf(() => world.poll())).toBe('rollback-targets')
    expect(below(world.trusted())).toEqual(below(before))
  })

  test("of the gateway's role: a new snapshot names the old one", async () => {
    const { world, before } = await afterTwo()
    world.vouch('gateway.rlyeh.json', 'metadata/1.gateway.rlyeh.json', 1)
    expect(await refusalOf(() => world.poll())).toBe('rollback-gateway')
    expect(below(world.trusted())).toEqual(below(before))
  })

  test("of the gateway's role: a new snapshot does not list it any more", async () => {
    const { world, before } = await afterTwo()
    world.vouch('targets.json', 'metadata/1.targets.json', 1)
    world.forge('metadata/3.snapshot.json', signed => {
      signed['meta'] = { 'targets.json': metaOf(world.stored('metadata/1.targets.json'), 1) }
    })
    world.forge(TIMESTAMP, signed => {
      signed['meta'] = { 'snapshot.json': metaOf(world.stored('metadata/3.snapshot.json'), 3) }
    })
    expect(await refusalOf(() => world.poll())).toBe('rollback-gateway')
    expect(below(world.trusted())).toEqual(below(before))
  })

  test('that a crash of the gateway should hide', async () => {
    const { world, first } = await afterTwo()
    await world.release(3)
    let writes = 0
    world.disk.around = moment => {
      if (moment === 'before' && ++writes === 3) throw new Error('the power is gone')
    }
    await expect(world.refresh()).rejects.toThrow('the power is gone')
    world.disk.around = () => undefined
    world.store.objects.set(TIMESTAMP, first)
    expect(await refusalOf(() => world.poll())).toBe('rollback-timestamp')
  })

  test('by the Worker itself is no attack: an older bundle under a newer version', async () => {
    const { world } = await afterTwo()
    const first = await World.begin()
    const old = (await first.poll()).bundle
    await world.release(3, { bundles: [old] })
    const { bundle, custom } = await world.poll()
    expect([bundle, custom.release]).toEqual([old, 3])
  })
})

describe('a thief of the online key who runs versions far ahead', () => {
  const fastForwarded = async () => {
    const world = await World.begin()
    await world.poll()
    const honest = new Map(world.store.objects)
    const far = Number.MAX_SAFE_INTEGER
    const meta = Object.fromEntries(
      ['rlyeh', 'ulthar'].map(gateway => {
        const bytes = world.forge(
          `metadata/1.${gatewayRole(gateway)}.json`,
          signed => (signed['version'] = far),
        )
        world.store.objects.set(`metadata/${far}.${gatewayRole(gateway)}.json`, bytes)
        return [`${gatewayRole(gateway)}.json`, metaOf(bytes, far)]
      }),
    )
    const targets = world.forge('metadata/1.targets.json', signed => (signed['version'] = far))
    world.store.objects.set(`metadata/${far}.targets.json`, targets)
    const snapshot = world.forge('metadata/1.snapshot.json', signed => {
      Object.assign(signed, { version: far, meta: { ...meta, 'targets.json': metaOf(targets, far) } })
    })
    world.store.objects.set(`metadata/${far}.snapshot.json`, snapshot)
    world.forge(TIMESTAMP, signed => {
      Object.assign(signed, { version: far, meta: { 'snapshot.json': metaOf(snapshot, far) } })
    })
    await world.poll()
    world.store.objects.clear()
    for (const [path, bytes] of honest) world.store.objects.set(path, bytes)
    await world.release(2)
    return world
  }

  test('locks the gateway out of honest releases', async () => {
    const world = await fastForwarded()
    expect(await refusalOf(() => world.poll())).toBe('rollback-timestamp')
  })

  test('is undone by a root that gives the Worker a new key', async () => {
    const world = await fastForwarded()
    world.worker = signerNamed('worker of tomorrow')
    await world.publishRoot(await world.rotate({ version: 2 }))
    world.store.objects.delete(TIMESTAMP)
    await world.release(3)
    expect((await world.poll()).custom.release).toBe(3)
  })

  test('is undone even where the thief keeps a key: both sign for a while', async () => {
    for (let writes = 0; writes < 9; writes++) {
      const world = await fastForwarded()
      const tomorrow = signerNamed('worker of tomorrow')
      await world.rotate({ version: 2 })
      world.forge(
        'metadata/2.root.json',
        signed => {
          const { keyid, json } = tufKey(tomorrow.publicKey)
          Object.assign(signed['keys'] ?? {}, { [keyid]: json })
          for (const role of ['timestamp', 'snapshot', 'targets'])
            Object.assign(signed['roles'] ?? {}, {
              [role]: { keyids: [tufKey(world.worker.publicKey).keyid, keyid], threshold: 1 },
            })
        },
        world.operators,
      )
      await losePower(world, writes)
      expect((await world.poll()).custom.release).toBe(2)
    }
  })

  test('is undone even if the gateway loses power at any moment of it', async () => {
    for (let writes = 0; writes < 9; writes++) {
      const world = await fastForwarded()
      world.worker = signerNamed('worker of tomorrow')
      await world.rotate({ version: 2 })
      world.store.objects.delete(TIMESTAMP)
      await world.release(3)
      await losePower(world, writes)
      expect((await world.poll()).custom.release).toBe(3)
      expect(
        signedOf(world.disk.files.get('/var/lib/cygnet/trust/timestamp.json')?.bytes ?? new Uint8Array()),
      ).toMatchObject({ version: 1 })
    }
  })
})

/** Polls, and goes dark before the given write. */
const losePower = async (world: World, writes: number) => {
  let left = writes
  world.disk.around = moment => {
    if (moment === 'before' && left-- === 0) throw new Error('the power is gone')
  }
  await world.poll().catch(() => undefined)
  world.disk.around = () => undefined
}

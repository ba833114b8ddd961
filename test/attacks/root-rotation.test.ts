import { describe, expect, test } from 'vitest'
import { rootPath, TIMESTAMP } from '../../schema/wire/repository.ts'
import { signerNamed } from './network.ts'
import { refusalOf, World } from './world.ts'

const [wilmarth, akeley] = [signerNamed('wilmarth'), signerNamed('akeley')]
const newcomers = { operators: [wilmarth.publicKey, akeley.publicKey], threshold: 2 }

/** A gateway on release 1; release 2 is out, so that it will look for roots. */
const polled = async () => {
  const world = await World.begin()
  await world.poll()
  await world.release(2)
  return { world, before: world.trusted() }
}

describe('a root rotation', () => {
  test('signed by old and new operators is followed', async () => {
    const { world } = await polled()
    await world.publishRoot(
      await world.rotate({ version: 2, ...newcomers }, [...world.operators, wilmarth, akeley]),
    )
    expect((await world.poll()).custom.release).toBe(2)
    world.store.objects.delete(rootPath(2))
    await world.release(3)
    await world.rotate({ version: 3, ...newcomers }, [wilmarth, akeley])
    expect((await world.poll()).custom.release).toBe(3)
  })

  test('missed twice is caught up with one by one', async () => {
    const { world } = await polled()
    await world.rotate({ version: 2, ...newcomers }, [...world.operators, wilmarth, akeley])
    await world.rotate({ version: 3, ...newcomers }, [wilmarth, akeley])
    expect((await world.poll()).custom.release).toBe(2)
    expect(world.asked).toContain('metadata/4.root.json')
  })

  test('signed by the old operators only is refused', async () => {
    const { world, before } = await polled()
    await world.rotate({ version: 2, ...newcomers }, world.operators)
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
    expect(world.trusted()).toEqual(before)
  })

  test('signed by the new operators only is refused', async () => {
    const { world, before } = await polled()
    await world.rotate({ version: 2, ...newcomers }, [wilmarth, akeley])
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
    expect(world.trusted()).toEqual(before)
  })

  test('that skips a version is refused', async () => {
    const { world, before } = await polled()
    const third = await world.rotate({ version: 3 })
    world.store.objects.set(rootPath(2), third)
    expect(await refusalOf(() => world.poll())).toBe('root-version')
    expect(world.trusted()).toEqual(before)
  })

  test('back to the first root is refused', async () => {
    const { world, before } = await polled()
    world.store.objects.set(rootPath(2), world.stored(rootPath(1)))
    expect(await refusalOf(() => world.poll())).toBe('root-version')
    expect(world.trusted()).toEqual(before)
  })

  test('retires the key of a stolen Worker: what the thief signs is refused', async () => {
    const { world } = await polled()
    await world.rotate({ version: 2, worker: signerNamed('worker of tomorrow').publicKey })
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
  })

  test('that happens between two requests of a poll does not confuse it', async () => {
    const { world } = await polled()
    const old = world.stored(TIMESTAMP)
    world.worker = signerNamed('worker of tomorrow')
    await world.rotate({ version: 2 })
    world.store.objects.delete(TIMESTAMP)
    await world.release(3)
    let isFirst = true
    world.intercept = path => {
      if (path !== TIMESTAMP || !isFirst) return undefined
      isFirst = false
      return { kind: 'found', bytes: old, etag: undefined }
    }
    expect((await world.poll()).custom.release).toBe(3)
  })

  test('is not published when it does not follow, and never over another', async () => {
    const { world } = await polled()
    const lonely = await world.rotate({ version: 2 }, world.operators.slice(1))
    world.store.objects.delete(rootPath(2))
    await expect(world.publishRoot(lonely)).rejects.toMatchObject({ code: 'bad-root' })
    const good = await world.rotate({ version: 2 })
    await world.publishRoot(good)
    const other = await world.rotate({ version: 2, ...newcomers }, [...world.operators, wilmarth, akeley])
    world.store.objects.set(rootPath(2), good)
    await expect(world.publishRoot(other)).rejects.toMatchObject({ code: 'bad-root' })
  })
})

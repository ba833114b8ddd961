import { describe, expect, test } from 'vitest'
import { trustAnchor } from '../../runner/core/trust/anchor.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import { rootPath } from '../../schema/wire/repository.ts'
import { signerNamed } from './network.ts'
import { refusalOf, signedOf, World } from './world.ts'

const FOLDER = '/var/lib/cygnet/trust'
const FILES = ['timestamp.json', 'snapshot.json', 'targets.json', 'gateway.json', 'etag', 'stamp']

const polled = async () => {
  const world = await World.begin()
  await world.poll()
  return { world, before: world.trusted() }
}

describe('local state that is gone or damaged', () => {
  test('every file but the root comes back, one by one and all at once', async () => {
    for (const lost of [...FILES.map(file => [file]), FILES]) {
      const { world, before } = await polled()
      for (const file of lost) world.disk.files.delete(`${FOLDER}/${file}`)
      expect((await world.poll()).custom.release).toBe(1)
      expect(world.trusted()).toEqual(before)
    }
  })

  test('every file but the root is replaced when a bit flipped in it', async () => {
    for (const file of FILES) {
      const { world, before } = await polled()
      const path = `${FOLDER}/${file}`
      const held = world.disk.files.get(path)
      if (!held) throw new Error(`no ${path}`)
      const bytes = held.bytes.map((byte, at) => (at === Math.floor(held.bytes.length / 2) ? byte ^ 1 : byte))
      world.disk.files.set(path, { ...held, bytes })
      expect((await world.poll()).custom.release).toBe(1)
      expect(world.trusted()).toEqual(before)
    }
  })

  test('without a root nothing is believed', async () => {
    const { world } = await polled()
    world.disk.files.delete(`${FOLDER}/root.json`)
    expect(await refusalOf(() => world.poll())).toBe('no-root')
  })

  test('a damaged root is not believed', async () => {
    const { world } = await polled()
    const root = world.stored(rootPath(1))
    const text = new TextDecoder().decode(root).replace('"threshold":2', '"threshold":1')
    world.disk.files.set(`${FOLDER}/root.json`, { bytes: new TextEncoder().encode(text), mode: 0o644 })
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
  })
})

describe('a power cut during a refresh', () => {
  /** Release 2 under a new root; the lights go out before or after each write of the gateway. */
  const cuts = Array.from({ length: 16 }, (_, at) => at)

  test('at any moment leaves a gateway that completes it, and never one that fell back', async () => {
    for (const cut of cuts) {
      const { world } = await polled()
      await world.rotate({ version: 2 })
      await world.release(2)
      let left = cut
      world.disk.around = () => {
        if (left-- === 0) throw new Error('the power is gone')
      }
      await world.poll().catch(() => undefined)
      world.disk.around = () => undefined
      expect(versionOf(world, 'timestamp.json')).toBeGreaterThanOrEqual(1)
      expect((await world.poll()).custom.release).toBe(2)
      expect((await world.refresh()).kind).toBe('unchanged')
    }
  })

  test('the tag of the timestamp is only there when everything it stands for is', async () => {
    for (const cut of cuts) {
      const { world } = await polled()
      world.disk.files.delete(`${FOLDER}/etag`)
      await world.release(2)
      let left = cut
      world.disk.around = () => {
        if (left-- === 0) throw new Error('the power is gone')
      }
      await world.poll().catch(() => undefined)
      world.disk.around = () => undefined
      const isComplete = versionOf(world, 'gateway.json') === 2
      expect(isComplete || !world.disk.files.has(`${FOLDER}/etag`)).toBe(true)
    }
  })
})

describe('the first root of a new gateway', () => {
  test('is the one that the token names, whoever served it', async () => {
    const { world } = await polled()
    const root = world.stored(rootPath(1))
    expect(trustAnchor(root, digestOf(root)).metadata.signed.version).toBe(1)
  })

  test("is refused when it is another network's", async () => {
    const { world } = await polled()
    const digest = digestOf(world.stored(rootPath(1)))
    const mallory = signerNamed('mallory')
    const other = await world.rotate({ version: 1, operators: [mallory.publicKey], threshold: 1 }, [mallory])
    expect(await refusalOf(async () => trustAnchor(other, digest))).toBe('anchor-mismatch')
  })

  test('is refused when its own operators did not sign it', async () => {
    const { world } = await polled()
    const unsigned = await world.rotate({ version: 1 }, [])
    expect(await refusalOf(async () => trustAnchor(unsigned, digestOf(unsigned)))).toBe('below-threshold')
  })
})

const versionOf = (world: World, file: string): number =>
  Number(signedOf(world.disk.files.get(`${FOLDER}/${file}`)?.bytes ?? new Uint8Array())['version'])

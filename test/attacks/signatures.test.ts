import { describe, expect, test } from 'vitest'
import { TIMESTAMP } from '../../schema/wire/repository.ts'
import { tufKey } from '../../worker/release/metadata.ts'
import type { Signer } from '../../worker/release/signer.ts'
import { bundleFor, signerNamed } from './network.ts'
import { metaOf, refusalOf, World } from './world.ts'

const mallory = signerNamed('mallory')

/** A second release, its timestamp signed by somebody else. */
const withTimestampSignedBy = async (pick: (world: World) => readonly Signer[]) => {
  const world = await World.begin()
  await world.poll()
  const before = world.trusted()
  await world.release(2)
  world.forge(TIMESTAMP, () => undefined, pick(world))
  const code = await refusalOf(() => world.poll())
  expect(world.trusted()).toEqual(before)
  return code
}

describe('metadata without the signatures it needs', () => {
  test('no signature at all', async () => {
    expect(await withTimestampSignedBy(() => [])).toBe('below-threshold')
  })

  test("a stranger's signature", async () => {
    expect(await withTimestampSignedBy(() => [mallory])).toBe('below-threshold')
  })

  test("the key of another role: an operator's", async () => {
    expect(await withTimestampSignedBy(world => world.operators)).toBe('below-threshold')
  })

  test("a stranger's signature under the Worker's key id", async () => {
    expect(
      await withTimestampSignedBy(world => [{ publicKey: world.worker.publicKey, sign: mallory.sign }]),
    ).toBe('below-threshold')
  })

  test('one operator of two, who signs twice under both key ids', async () => {
    const world = await World.begin()
    await world.poll()
    const before = world.trusted()
    const [armitage, rice] = world.operators
    if (!armitage || !rice) throw new Error('two operators')
    await world.rotate({ version: 2 }, [armitage, { publicKey: rice.publicKey, sign: armitage.sign }])
    await world.release(2)
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
    expect(world.trusted()).toEqual(before)
  })

  test('one signature listed twice under one key id', async () => {
    const world = await World.begin()
    await world.poll()
    const before = world.trusted()
    await world.release(2)
    const json: { signatures: unknown[] } = JSON.parse(new TextDecoder().decode(world.stored(TIMESTAMP)))
    const doubled = { ...json, signatures: [...json.signatures, ...json.signatures] }
    world.store.objects.set(TIMESTAMP, new TextEncoder().encode(JSON.stringify(doubled)))
    expect(await refusalOf(() => world.poll())).toBe('unparseable')
    expect(world.trusted()).toEqual(before)
  })

  test('one key under two key ids, to meet a threshold of two', async () => {
    const world = await World.begin()
    await world.poll()
    const twin = 'f'.repeat(64)
    world.replace('targets.json', 1, signed => {
      const { keyid, json } = tufKey(world.worker.publicKey)
      Object.assign(signed, { delegations: delegationOf('rlyeh', { [keyid]: json, [twin]: json }, 2) })
    })
    const before = world.trusted()
    signAgainAs(world, twin)
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
    expect(world.trusted()['gateway.json']).toBe(before['gateway.json'])
  })

  test('a snapshot by a stranger, named by a genuine timestamp', async () => {
    const world = await World.begin()
    await world.poll()
    const before = world.trusted()
    await world.release(2)
    const snapshot = world.forge('metadata/2.snapshot.json', () => undefined, [mallory])
    world.forge(TIMESTAMP, signed =>
      Object.assign(signed, { meta: { 'snapshot.json': metaOf(snapshot, 2) } }),
    )
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
    expect(world.trusted()['snapshot.json']).toBe(before['snapshot.json'])
  })

  test('targets by a stranger, named by a genuine snapshot', async () => {
    const world = await World.begin()
    await world.poll()
    const before = world.trusted()
    world.replace('targets.json', 1, () => undefined, [mallory])
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
    expect(world.trusted()['targets.json']).toBe(before['targets.json'])
  })

  test('one key written in two ways, to meet a threshold of two', async () => {
    const world = await World.begin()
    await world.poll()
    const { keyid, json } = tufKey(world.worker.publicKey)
    const hex = Buffer.from(world.worker.publicKey).toString('hex')
    const shouted = { ...json, keyval: { public: hex.toUpperCase() } }
    const twin = 'e'.repeat(64)
    world.replace('targets.json', 1, signed => {
      Object.assign(signed, { delegations: delegationOf('rlyeh', { [keyid]: json, [twin]: shouted }, 2) })
    })
    signAgainAs(world, twin)
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
  })
})

describe("a role that is not this gateway's to follow", () => {
  /** With the stolen key, targets delegate otherwise. */
  const redelegated = async (roles: (world: World) => ReturnType<typeof delegationOf>, targets = {}) => {
    const world = await World.begin()
    await world.poll()
    const before = world.trusted()
    world.replace('targets.json', 1, signed => Object.assign(signed, { delegations: roles(world), targets }))
    const code = await refusalOf(() => world.poll())
    expect(world.trusted()['gateway.json']).toBe(before['gateway.json'])
    return code
  }
  const strangers = (gateway: string, paths?: string[]) => {
    const { keyid, json } = tufKey(mallory.publicKey)
    return delegationOf(gateway, { [keyid]: json }, 1, paths)
  }

  test('signed by the key of another gateway', async () => {
    expect(await redelegated(() => strangers('rlyeh'))).toBe('below-threshold')
  })

  test('delegated for another gateway only', async () => {
    expect(await redelegated(() => strangers('ulthar'))).toBe('not-delegated')
  })

  test("delegated without this gateway's path", async () => {
    const paths = (world: World) => {
      const { keyid, json } = tufKey(world.worker.publicKey)
      return delegationOf('rlyeh', { [keyid]: json }, 1, ['ulthar/*'])
    }
    expect(await redelegated(paths)).toBe('not-delegated')
  })

  test('listed by the top-level targets themselves', async () => {
    const file = { length: 1, hashes: { sha256: '0'.repeat(64) }, custom: {} }
    expect(await redelegated(() => strangers('ulthar'), { 'rlyeh/bundle.json': file })).toBe('not-delegated')
  })

  test("another gateway's role in its place", async () => {
    const world = await World.begin()
    await world.poll()
    const path = 'metadata/2.gateway.rlyeh.json'
    world.store.objects.set(path, world.stored('metadata/1.gateway.ulthar.json'))
    world.forge(path, signed => Object.assign(signed, { version: 2 }))
    world.vouch('gateway.rlyeh.json', path, 2)
    const { 'gateway.json': before } = world.trusted()
    expect(await refusalOf(() => world.poll())).toBe('no-target')
    expect(world.trusted()['gateway.json']).toBe(before)
  })

  test('a gateway that left the topology', async () => {
    const world = await World.begin()
    await world.poll()
    await world.release(2, { bundles: [bundleFor('ulthar')] })
    expect(await refusalOf(() => world.poll())).toBe('not-delegated')
  })
})

/** Version 2 of rlyeh's role, its one signature listed a second time under another key id. */
const signAgainAs = (world: World, keyid: string) => {
  world.replace('gateway.rlyeh.json', 1, () => undefined)
  const path = 'metadata/2.gateway.rlyeh.json'
  const json: { signatures: object[] } = JSON.parse(new TextDecoder().decode(world.stored(path)))
  json.signatures.push({ ...json.signatures[0], keyid })
  world.store.objects.set(path, new TextEncoder().encode(JSON.stringify(json)))
  world.vouch('gateway.rlyeh.json', path, 2)
}

const delegationOf = (
  gateway: string,
  keys: Record<string, object>,
  threshold: number,
  paths = [`${gateway}/*`],
) => ({
  keys,
  roles: [{ name: `gateway.${gateway}`, keyids: Object.keys(keys), threshold, terminating: true, paths }],
})

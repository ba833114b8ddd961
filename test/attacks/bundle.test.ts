import { assert, asyncProperty, nat } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bundleBytes, bundleDigest } from '../../schema/wire/bundle.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import { bundlePath } from '../../schema/wire/repository.ts'
import { bundleFor, customOf } from './network.ts'
import { refusalOf, World } from './world.ts'

const ROLE = 'gateway.rlyeh.json'
const honest = bundleFor('rlyeh', 'release 1')
const path = bundlePath('rlyeh', bundleDigest(honest))

/** An honest poll first; then the attack, its refusal, and a trust folder that did not change. */
const attacked = async (attack: (world: World) => void | Promise<void>) => {
  const world = await World.begin()
  await world.poll()
  await attack(world)
  await world.refresh()
  const before = world.trusted()
  const code = await refusalOf(() => world.poll())
  expect(world.trusted()).toEqual(before)
  return code
}

/** What a thief of the Worker's key can do: make rlyeh's own role name any bytes. */
const nameAsTarget = (world: World, bytes: Uint8Array) => {
  world.store.objects.set(bundlePath('rlyeh', digestOf(bytes)), bytes)
  world.replace(ROLE, 1, signed => {
    const file = { length: bytes.length, hashes: { sha256: digestOf(bytes) }, custom: customOf(2) }
    signed['targets'] = { 'rlyeh/bundle.json': file }
  })
}

describe('a bundle that was not released for this gateway', () => {
  test('arbitrary bytes in its place', async () => {
    const bytes = new TextEncoder().encode('{"cygnet":1}')
    expect(await attacked(world => void world.store.objects.set(path, bytes))).toBe('bundle-hash')
  })

  test('another genuine bundle in its place', async () => {
    const other = bundleBytes(bundleFor('ulthar', 'release 1'))
    expect(await attacked(world => void world.store.objects.set(path, other))).toMatch(
      /bundle-hash|too-large/,
    )
  })

  test('one flipped bit, anywhere', async () => {
    const world = await World.begin()
    await world.poll()
    const bytes = world.stored(path)
    await assert(
      asyncProperty(nat(bytes.length - 1), nat(7), async (at, bit) => {
        world.store.objects.set(
          path,
          bytes.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte)),
        )
        expect(await refusalOf(() => world.poll())).toBe('bundle-hash')
      }),
      { numRuns: 50 },
    )
  })

  test('cut short', async () => {
    const cut = bundleBytes(honest).slice(0, -1)
    expect(await attacked(world => void world.store.objects.set(path, cut))).toBe('bundle-hash')
  })

  test('endless', async () => {
    const endless = new Uint8Array(bundleBytes(honest).length + 1)
    expect(await attacked(world => void world.store.objects.set(path, endless))).toBe('too-large')
  })

  test('not there', async () => {
    expect(await attacked(world => void world.store.objects.delete(path))).toBe('missing')
  })

  test('of another gateway, signed into the role of this one', async () => {
    const other = bundleBytes(bundleFor('ulthar', 'release 1'))
    expect(await attacked(world => nameAsTarget(world, other))).toBe('wrong-gateway')
  })

  test('of another network that uses the same key', async () => {
    const foreign = [bundleFor('rlyeh', 'release 2', 'arkham'), bundleFor('ulthar')]
    const attack = (world: World) => world.release(2, { bundles: foreign })
    expect(await attacked(attack)).toBe('wrong-network')
  })

  test('that writes where cygnet has no business', async () => {
    const shadow = JSON.stringify(honest).replace('/etc/sysctl.d/60-cygnet.conf', '/etc/sysctl.d/../shadow')
    expect(await attacked(world => nameAsTarget(world, new TextEncoder().encode(shadow)))).toBe('unparseable')
  })

  test('with the same meaning in other bytes', async () => {
    const spaced = new TextEncoder().encode(JSON.stringify(honest, undefined, 1))
    expect(await attacked(world => nameAsTarget(world, spaced))).toBe('unparseable')
  })
})

import { expect, test } from 'vitest'
import type { ChildState } from '../../../schema/wire/child-state.ts'
import { archiveBundles } from '../../../test/fixtures/reference-bundles.ts'
import { beginRlyeh } from '../../../test/fixtures/rlyeh-in-memory.ts'
import { once } from '../once.ts'
import { loadJournal } from './journal-file.ts'

/** A gateway on release 2, with a release 3, on which somebody keeps tunnels of his own, all of them up. */
const withTunnels = async (count: number, name: string) => {
  const rlyeh = await beginRlyeh()
  await once(rlyeh.gateway)
  await rlyeh.world.release(3, { bundles: archiveBundles() })
  const others = Array.from(
    { length: count },
    (_, n): ChildState => ({ connection: `${name}${n}`, child: 'net', state: 'up' }),
  )
  const { ipsec } = rlyeh.gateway
  const children = async () => [...(await ipsec.children()), ...others]
  return { ...rlyeh, gateway: { ...rlyeh.gateway, ipsec: { ...ipsec, children } } }
}

test('a gateway with thousands of tunnels up reads its own journal', async () => {
  const { world, gateway } = await withTunnels(5000, 'spoke')
  expect((await once(gateway)).trouble).toBeUndefined()
  expect((await loadJournal(world.disk)).inForce?.release).toBe(3)
})

test('a journal that could not be read again is not written: nothing is begun', async () => {
  const { world, host, gateway } = await withTunnels(20_000, 'x'.repeat(250))
  host.acts.length = 0
  expect((await once(gateway)).trouble?.message).toMatch(/journal/)
  expect(host.acts).not.toContain('apply ipsec')
  expect(await loadJournal(world.disk)).toMatchObject({ inForce: { release: 2 }, knownBad: [] })
  expect((await loadJournal(world.disk)).pending).toBeUndefined()
})

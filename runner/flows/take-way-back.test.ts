import { expect, test } from 'vitest'
import { archiveBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, TUNNEL } from '../../test/fixtures/rlyeh-in-memory.ts'
import type { Lock } from '../ports/lock.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'
import { takeWayBack } from './take-way-back.ts'

const free: Lock = { holding: async task => ({ value: await task() }) }

/** A runner that hangs after it has applied a change and before it looked whether it is healthy. */
const hangs = async () => {
  const rlyeh = await beginRlyeh()
  const { world, host, gateway } = rlyeh
  await once(gateway)
  host.up.add(TUNNEL)
  await world.release(3, { bundles: archiveBundles() })
  world.disk.around = () => {
    if (host.live.connections.includes('archive')) throw new Error('the runner was ended')
  }
  host.before = () => {
    if (host.live.connections.includes('archive')) throw new Error('the runner was ended')
  }
  host.up.clear()
  await once(gateway).catch(() => undefined)
  world.disk.around = () => undefined
  host.before = () => undefined
  return rlyeh
}

test('the timer takes the way back when the runner is dead, and says so', async () => {
  const { world, host, gateway, reports } = await hangs()
  host.up.add(TUNNEL)
  expect((await loadJournal(world.disk)).pending?.phase).toBe('armed')
  expect(await takeWayBack(gateway, free, () => Promise.resolve())).toBe(0)
  expect(host.live.connections).not.toContain('archive')
  expect((await loadJournal(world.disk)).pending).toBeUndefined()
  expect(reports().at(-1)).toMatchObject({ outcome: 'reverted', problem: { code: 'timed-out' } })
})

test('a runner that hangs with the lock is ended first', async () => {
  const { host, gateway } = await hangs()
  let ended = 0
  const lock: Lock = { holding: async task => (ended === 0 ? undefined : { value: await task() }) }
  const end = (): Promise<void> => {
    ended += 1
    return Promise.resolve()
  }
  expect(await takeWayBack(gateway, lock, end)).toBe(0)
  expect(ended).toBe(1)
  expect(host.live.connections).not.toContain('archive')
})

test('a timer that fires after the decision changes nothing', async () => {
  const { host, gateway } = await beginRlyeh()
  await once(gateway)
  const live = structuredClone(host.live)
  expect(await takeWayBack(gateway, free, () => Promise.resolve())).toBe(0)
  expect(host.live).toEqual(live)
})

import { expect, test } from 'vitest'
import { referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, type Rlyeh } from '../../test/fixtures/rlyeh-in-memory.ts'
import type { Lock } from '../ports/lock.ts'
import { type Fetched, SourceError } from '../ports/source.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'
import { run } from './run.ts'
import { status, statusText } from './status.ts'

const free: Lock = { holding: async task => ({ value: await task() }) }
const WAITS = 'in force: nothing yet; waits for the first release that names this gateway\n'

/** rlyeh, enrolled in a network whose releases name everybody else. */
const enrolled = async (): Promise<Rlyeh> => {
  const rlyeh = await beginRlyeh()
  const { objects } = rlyeh.world.store
  for (const path of objects.keys()) if (!path.endsWith('root.json')) objects.delete(path)
  await rlyeh.world.release(2, { bundles: referenceBundles().filter(({ gateway }) => gateway !== 'rlyeh') })
  return rlyeh
}

/** Seconds that the service waits after each of so many turns. */
const waitsOf = async ({ gateway, world }: Rlyeh, turns: number): Promise<number[]> => {
  const waits: number[] = []
  const wait = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds / 1000)
    world.now = new Date(world.now.getTime() + milliseconds)
    await Promise.resolve()
  }
  const daemon = { ...gateway, clock: { ...gateway.clock, wait } }
  // The first wait is that of a fleet that comes up together.
  await run(daemon, free, () => waits.length > turns)
  return waits.slice(1)
}

const nothingReleased = (path: string): Fetched | undefined =>
  path.endsWith('timestamp.json') ? { kind: 'missing' } : undefined

test.for([
  ['a network that has released nothing', nothingReleased],
  ['one whose releases name others', () => undefined],
] as const)(
  'a gateway enrolled in %s asks on at its usual pace, says once why, and status says it',
  async ([, intercept]) => {
    const rlyeh = await enrolled()
    rlyeh.world.intercept = intercept
    expect(await waitsOf(rlyeh, 5)).toEqual([60, 60, 60, 60, 60])
    expect(rlyeh.said).toHaveLength(1)
    expect(rlyeh.reports()).toEqual([])
    expect(statusText(await status(rlyeh.gateway))).toContain(WAITS)
  },
)

test('its first release is taken by the next poll, and then it waits for none', async () => {
  const { world, gateway } = await enrolled()
  expect((await once(gateway)).trouble).toBeUndefined()
  await world.release(3, { bundles: referenceBundles() })
  await once(gateway)
  const { inForce, unreleased } = await loadJournal(world.disk)
  expect([inForce?.release, unreleased]).toEqual([3, undefined])
})

test('its first release that does not fit is a problem, and no longer waited for', async () => {
  const { world, host, gateway } = await enrolled()
  await once(gateway)
  await world.release(3, { bundles: referenceBundles() })
  host.before = act => {
    if (act === 'check netplan') throw new Error('line 3')
  }
  await once(gateway)
  expect(statusText(await status(gateway))).toContain('in force: nothing yet\n')
})

const refused = (): never => {
  throw new SourceError('refused', 'answers 403')
}
const unreachable = (): never => {
  throw new SourceError('unreachable', 'no route to host')
}

test.for([
  ['does not let it in', refused],
  ['does not answer', unreachable],
] as const)(
  'a store that %s is asked later and later, also before the first release',
  async ([, intercept]) => {
    const rlyeh = await enrolled()
    rlyeh.world.intercept = intercept
    expect(await waitsOf(rlyeh, 4)).toEqual([75, 135, 255, 255])
    expect(statusText(await status(rlyeh.gateway))).not.toContain(WAITS)
  },
)

test('a gateway that was named, and whose network has vanished, is in trouble', async () => {
  const rlyeh = await beginRlyeh()
  await once(rlyeh.gateway)
  rlyeh.world.intercept = nothingReleased
  for (const path of rlyeh.world.disk.files.keys())
    if (/trust\/(?!root)/.test(path)) rlyeh.world.disk.files.delete(path)
  expect((await once(rlyeh.gateway)).trouble?.code).toBe('no-release')
})

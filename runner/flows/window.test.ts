import { describe, expect, test } from 'vitest'
import type { Bundle, ChangeWindow } from '../../schema/wire/bundle.ts'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh } from '../../test/fixtures/rlyeh-in-memory.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'
import { pause } from './set-pause.ts'
import { status, statusText } from './status.ts'

const NIGHTS: ChangeWindow = { days: [1, 2, 3, 4, 5], from: 120, to: 300, zone: 'Europe/Warsaw' }
const within = (bundles: readonly Bundle[], window: ChangeWindow = NIGHTS): Bundle[] =>
  bundles.map(bundle => ({ ...bundle, window }))

/** Sunday noon: release 2, which brings the window, is in force; release 3 is out. */
const begin = async (next: Bundle[] = within(archiveBundles())) => {
  const rlyeh = await beginRlyeh(within(referenceBundles()))
  const { world, gateway } = rlyeh
  await once(gateway)
  await world.release(3, { bundles: next })
  const release = async () => (await loadJournal(world.disk)).inForce?.release
  return { ...rlyeh, release }
}

describe('outside of its window a gateway', () => {
  test('takes its first bundle at once', async () => {
    const { release } = await begin()
    expect(await release()).toBe(2)
  })

  test('waits with the next, and says until when', async () => {
    const { gateway, release, reports } = await begin()
    for (let turn = 0; turn < 3; turn++) expect((await once(gateway)).trouble).toBeUndefined()
    expect(await release()).toBe(2)
    expect((await loadJournal(gateway.disk)).waiting).toMatchObject({
      release: 3,
      until: '2026-03-02T01:00:00.000Z',
    })
    expect(reports().at(-1)).toMatchObject({
      outcome: 'unchanged',
      problem: { code: 'window-closed', message: 'release 3 waits until 2026-03-02T01:00:00.000Z' },
    })
    expect(reports()).toHaveLength(2)
    expect(statusText(await status(gateway))).toMatch(
      /^waits: release 3 .*until the window opens at 2026-03-02T01/m,
    )
  })

  test('applies it when the window opens, and has nothing to wait for then', async () => {
    const { world, gateway, release, reports } = await begin()
    await once(gateway)
    world.now = new Date('2026-03-02T01:00:10Z')
    await once(gateway)
    expect(await release()).toBe(3)
    expect((await loadJournal(gateway.disk)).waiting).toBeUndefined()
    expect(reports().at(-1)).toMatchObject({ outcome: 'committed', release: 3 })
    expect(reports().at(-1)?.problem).toBeUndefined()
  })

  test('waits by the window that is in force, not by the one that is to come', async () => {
    const always = { ...NIGHTS, days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1439 }
    const { gateway, release } = await begin(within(archiveBundles(), always))
    await once(gateway)
    expect(await release()).toBe(2)
  })

  test('does not wait when a person says now', async () => {
    const { gateway, release } = await begin()
    await once(gateway, { hurry: true })
    expect(await release()).toBe(3)
  })

  test('still waits when a person says now and another has paused it', async () => {
    const { gateway, release } = await begin()
    await pause(gateway, 'wait for Ann')
    await once(gateway, { hurry: true })
    expect(await release()).toBe(2)
  })

  test('still finishes what was decided inside of it', async () => {
    const { world, gateway, release } = await begin()
    world.now = new Date('2026-03-02T03:59:59Z')
    world.disk.around = (moment, operation) => {
      if (moment === 'before' && operation.startsWith('commit')) throw new Error('the power is gone')
    }
    await once(gateway).catch(() => undefined)
    world.disk.around = () => undefined
    world.now = new Date('2026-03-02T12:00:00Z')
    await once(gateway)
    expect(await release()).toBe(3)
  })

  test('waits for the right time when its clock is certainly wrong', async () => {
    const { world, gateway, release } = await begin()
    world.now = new Date('1970-01-02T02:00:00Z')
    await once(gateway)
    expect(await release()).toBe(2)
    expect((await loadJournal(gateway.disk)).waiting).toEqual({
      digest: expect.any(String),
      release: 3,
    })
  })
})

test('a bundle whose zone this runner does not know is refused before anything changes', async () => {
  const unknown = within(archiveBundles(), { ...NIGHTS, zone: 'Europe/Rlyeh' })
  const { gateway, host, release, reports } = await begin(unknown)
  host.acts.length = 0
  await once(gateway, { hurry: true })
  expect(await release()).toBe(2)
  expect(host.acts).toEqual([])
  expect(reports().at(-1)).toMatchObject({ outcome: 'refused', release: 3 })
})

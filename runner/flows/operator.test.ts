import { describe, expect, test } from 'vitest'
import { type Bundle, bundleDigest } from '../../schema/wire/bundle.ts'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, RLYEH, RLYEH_ARCHIVE, setBoot, TUNNEL } from '../../test/fixtures/rlyeh-in-memory.ts'
import { MemoryGateway } from '../adapters/memory/gateway.ts'
import { generationPath } from '../core/paths.ts'
import { operate } from '../operate.ts'
import type { Lock } from '../ports/lock.ts'
import { isOperators, readOperator } from '../read-operator.ts'
import { boot } from './boot.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'
import { status, statusText } from './status.ts'

const free: Lock = { holding: async task => ({ value: await task() }) }
const taken: Lock = { holding: () => Promise.resolve(undefined) }

/** A gateway that took release 2, then release 3, and a person at it. */
const begin = async () => {
  const rlyeh = await beginRlyeh()
  const { world, gateway, host } = rlyeh
  await once(gateway)
  host.up.add(TUNNEL)
  await world.release(3, { bundles: archiveBundles() })
  await once(gateway)
  const type = async (line: string, lock = free): Promise<{ code: number; said: string }> => {
    const [name, ...rest] = line.split(' ')
    if (name === undefined || !isOperators(name)) throw new Error(`${line} is no command`)
    const command = readOperator(name, rest)
    if (typeof command === 'string') throw new Error(command)
    let said = ''
    const hear = (text: string): void => void (said += text)
    const code = await operate(gateway, lock, command, { out: hear, err: hear })
    return { code, said }
  }
  const inForce = async () => (await loadJournal(world.disk)).inForce
  const seen = async () => statusText(await status(gateway))
  return { ...rlyeh, type, inForce, seen }
}

/** The same bundles with a probe that nobody would miss: another digest. */
const pollingEvery = (every: number, bundles: readonly Bundle[]): Bundle[] =>
  bundles.map(bundle => ({ ...bundle, every }))

describe('pause', () => {
  test('applies nothing new, goes on polling and reporting, and says so everywhere', async () => {
    const { world, gateway, type, inForce, seen, reports } = await begin()
    expect(await type('pause --reason storm')).toMatchObject({ code: 0 })
    await world.release(4, { bundles: referenceBundles() })
    for (let turn = 0; turn < 3; turn++) expect((await once(gateway)).trouble).toBeUndefined()
    expect((await inForce())?.release).toBe(3)
    expect(reports().at(-1)).toMatchObject({
      outcome: 'unchanged',
      inForce: bundleDigest(RLYEH_ARCHIVE),
      problem: { code: 'paused', message: expect.stringMatching(/storm; release 4 waits$/) },
    })
    expect(reports()).toHaveLength(3)
    expect(await seen()).toMatch(/^paused since 2026-03-01T.*: storm$/m)
    expect(await seen()).toMatch(/^waits: release 4 .*until cygnet-runner resume$/m)
  })

  test('keeps trust fresh meanwhile: an old repository is refused afterwards', async () => {
    const { world, gateway, type } = await begin()
    await type('pause')
    const old = new Map(world.store.objects)
    await world.release(4, { bundles: referenceBundles() })
    await once(gateway)
    world.store.objects.clear()
    for (const [path, bytes] of old) world.store.objects.set(path, bytes)
    expect((await once(gateway)).trouble?.code).toBe('rollback-timestamp')
  })

  test('outlives a reboot, and resume ends it', async () => {
    const { world, gateway, type, inForce, reports } = await begin()
    await type('pause')
    await world.release(4, { bundles: referenceBundles() })
    await setBoot(world, 'boot-2')
    await boot(gateway)
    await once(gateway)
    expect((await inForce())?.release).toBe(3)
    expect((await type('resume')).said).toMatch(/^resumed/)
    await once(gateway)
    expect((await inForce())?.release).toBe(4)
    expect(reports().at(-1)).toMatchObject({ outcome: 'committed', release: 4 })
    expect(reports().at(-1)?.problem).toBeUndefined()
    expect((await type('resume')).said).toBe('nothing was paused\n')
  })

  test('still takes back what was under way', async () => {
    const { world, host, gateway, type, inForce } = await begin()
    await world.release(4, { bundles: referenceBundles() })
    let gone = false
    const mayBeGone = (next: string): void => {
      gone ||= next.startsWith('apply ipsec')
      if (gone) throw new Error('the power is gone')
    }
    host.beforeStep = mayBeGone
    world.disk.calls.before = mayBeGone
    await once(gateway).catch(() => undefined)
    host.beforeStep = () => undefined
    world.disk.calls.before = () => undefined
    expect((await loadJournal(world.disk)).pending?.phase).toBe('armed')
    expect((await type('pause')).said).toMatch(/release 4 is still finished or taken back/)
    await once(gateway)
    const journal = await loadJournal(world.disk)
    expect(journal.pending).toBeUndefined()
    expect(journal.paused).toBeDefined()
    expect((await inForce())?.release).toBe(3)
  })

  test('waits for a change that another runner makes, and gives up with a word', async () => {
    const { type } = await begin()
    await expect(type('pause', taken)).rejects.toThrow('another cygnet-runner is at work')
  })

  test.each([
    ['two words', ['--reason']],
    ['nothing', ['--reason', ' ']],
    ['a line more', ['--reason', 'a\nb']],
    ['a terminal’s colours', ['--reason', '\u001b[31mred']],
    ['too much', ['--reason', 'x'.repeat(201)]],
  ])('takes no reason of %s', (_, args) => expect(typeof readOperator('pause', args)).toBe('string'))
})

describe('rollback', () => {
  test('makes what was in force before live again, by every step of a change, and reports it', async () => {
    const { host, world, type, inForce, reports } = await begin()
    host.acts.length = 0
    expect(await type('rollback')).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^release 2 is in force/),
    })
    expect(await inForce()).toEqual({ digest: bundleDigest(RLYEH), release: 2 })
    expect(host.acts).toEqual(
      expect.arrayContaining(['check firewall', 'arm the timer', 'apply ipsec', 'disarm the timer']),
    )
    for (const { path } of RLYEH.files) expect(world.disk.text(path)).not.toContain('archive')
    expect(reports().at(-1)).toMatchObject({
      outcome: 'committed',
      inForce: bundleDigest(RLYEH),
      problem: { code: 'rolled-back' },
    })
  })

  test('stays: the same release is not applied again, a newer one is', async () => {
    const { world, gateway, host, type, inForce, seen } = await begin()
    await type('rollback')
    host.acts.length = 0
    for (let turn = 0; turn < 3; turn++) expect((await once(gateway)).trouble).toBeUndefined()
    expect(host.acts).toEqual([])
    expect((await inForce())?.release).toBe(2)
    expect(await seen()).toMatch(/^rolled back from release 3/m)
    await world.release(4, { bundles: archiveBundles() })
    await once(gateway)
    expect(await inForce()).toEqual({ digest: bundleDigest(RLYEH_ARCHIVE), release: 4 })
    expect(await seen()).not.toMatch(/rolled back/)
  })

  test('works while the gateway is paused, which it stays', async () => {
    const { world, type, inForce } = await begin()
    await type('pause')
    expect((await type('rollback')).code).toBe(0)
    expect((await inForce())?.release).toBe(2)
    expect((await loadJournal(world.disk)).paused).toBeDefined()
  })

  test('is taken back like any change when it loses a tunnel', async () => {
    const { host, type, inForce, reports } = await begin()
    host.before = act => {
      if (act === 'apply ipsec') host.up.clear()
    }
    expect(await type('rollback')).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^error: probe-tunnel: /),
    })
    expect((await inForce())?.release).toBe(3)
    expect(reports().at(-1)).toMatchObject({ outcome: 'reverted', bundle: bundleDigest(RLYEH) })
  })

  test('that a power cut meets after the decision is finished as one', async () => {
    const { world, gateway, type, inForce } = await begin()
    world.disk.around = (moment, operation) => {
      if (moment === 'before' && operation.startsWith('commit')) throw new Error('the power is gone')
    }
    await type('rollback').catch(() => undefined)
    world.disk.around = () => undefined
    await once(gateway)
    await once(gateway)
    expect((await inForce())?.release).toBe(2)
    expect((await loadJournal(world.disk)).rolledBack?.release).toBe(3)
  })

  test('waits for a daemon that has a report for a control plane that does not answer', async () => {
    const { type, inForce } = await begin()
    let tries = 0
    const busy: Lock = { holding: async task => (++tries < 25 ? undefined : { value: await task() }) }
    await type('rollback', busy)
    expect((await inForce())?.release).toBe(2)
  })

  test('says what is kept when it is asked for something else, and when the bytes are gone', async () => {
    const { world, host, type, inForce } = await begin()
    expect((await type('rollback 9')).said).toBe(
      `error: no generation on this disk is called 9\nhint: kept here: release 2 (${bundleDigest(RLYEH).slice(0, 12)})\n`,
    )
    expect((await type('rollback', taken)).said).toMatch(/^error: another cygnet-runner is at work.*\nhint: /)
    world.disk.files.delete(generationPath(bundleDigest(RLYEH)))
    host.acts.length = 0
    expect(await type('rollback 2')).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^error: restage-failed: /),
    })
    expect(host.acts).toEqual([])
    expect((await inForce())?.release).toBe(3)
  })

  test('is not tried over a change that nobody finished', async () => {
    const { world, host, gateway, type } = await begin()
    await world.release(4, { bundles: referenceBundles() })
    host.before = act => {
      if (act.startsWith('apply ipsec')) throw MemoryGateway.refusal('charon', 'no')
    }
    await once(gateway)
    host.acts.length = 0
    expect((await loadJournal(world.disk)).pending?.phase).toBe('armed')
    expect(await type('rollback')).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^error: release 4 is under way/),
    })
    expect(host.acts).toEqual([])
  })
})

test('the last five generations stay on the disk, and status lists them', async () => {
  const { world, gateway, seen } = await begin()
  for (let release = 4; release < 10; release++) {
    await world.release(release, { bundles: pollingEvery(release, archiveBundles()) })
    await once(gateway)
  }
  const kept = (await status(gateway)).kept.map(({ release }) => release)
  expect(kept).toEqual([8, 7, 6, 5, 4])
  const folders = await world.disk.list('test', '/var/lib/cygnet/generations')
  expect(folders).toHaveLength(6)
  expect(await seen()).toMatch(/^kept: release 8 \([0-9a-f]{12}\), decided 2026-03-01T/m)
})

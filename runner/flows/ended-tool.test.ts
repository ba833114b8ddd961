import { describe, expect, test } from 'vitest'
import { archiveBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, type Rlyeh } from '../../test/fixtures/rlyeh-in-memory.ts'
import { ToolError } from '../ports/tool-error.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'

/** A gateway on release 2, for which release 3 is out. */
const begin = async (): Promise<Rlyeh> => {
  const rlyeh = await beginRlyeh()
  await once(rlyeh.gateway)
  await rlyeh.world.release(3, { bundles: archiveBundles() })
  return rlyeh
}

const journalOf = ({ world }: Rlyeh) => loadJournal(world.disk)

/** A turn of the service, which keeps to the pauses. */
const serve = ({ gateway }: Rlyeh) => once(gateway, { patient: true })

const later = ({ world }: Rlyeh, minutes: number): void => {
  world.now = new Date(world.now.getTime() + minutes * 60_000)
}

describe('a tool that comes to an end by a signal on what it is to check', () => {
  /** netplan's generator does so on some texts; a kernel that is short of memory ends it on any. */
  const dies = (rlyeh: Rlyeh, code: 'ended' | 'too-slow' | 'hindered' = 'ended'): void => {
    rlyeh.host.before = act => {
      if (act === 'check netplan') throw new ToolError(code, 'netplan', 'ended by SIGSEGV')
    }
  }

  test('may do so because of the bundle: tried later and later, and after the third time not until released anew', async () => {
    const rlyeh = await begin()
    dies(rlyeh)
    await serve(rlyeh)
    expect(rlyeh.reports().at(-1)).toMatchObject({
      outcome: 'refused',
      release: 3,
      problem: { code: 'preflight-netplan', message: 'netplan: ended by SIGSEGV' },
    })
    rlyeh.host.acts.length = 0
    await serve(rlyeh)
    expect(rlyeh.host.acts).toEqual([])
    for (const minutes of [1, 2]) {
      expect((await journalOf(rlyeh)).knownBad).toEqual([])
      later(rlyeh, minutes)
      await serve(rlyeh)
    }
    expect(await journalOf(rlyeh)).toMatchObject({ inForce: { release: 2 }, knownBad: [{ release: 3 }] })
    expect(rlyeh.reports().at(-1)?.problem?.message).toMatch(/for the third time: not tried again/)
    await rlyeh.world.release(4, { bundles: archiveBundles() })
    rlyeh.host.before = () => undefined
    await serve(rlyeh)
    expect((await journalOf(rlyeh)).inForce?.release).toBe(4)
  })

  test('may have been ended for want of memory: it is in force as soon as it passes', async () => {
    const rlyeh = await begin()
    dies(rlyeh)
    await serve(rlyeh)
    rlyeh.host.before = () => undefined
    later(rlyeh, 1)
    await serve(rlyeh)
    const journal = await journalOf(rlyeh)
    expect(journal).toMatchObject({ inForce: { release: 3 }, knownBad: [] })
    expect(journal.interrupted).toBeUndefined()
  })

  test.each(['too-slow', 'hindered'] as const)(
    'is not one that is only %s: however often, that proves nothing',
    async code => {
      const rlyeh = await begin()
      dies(rlyeh, code)
      for (let turn = 0; turn < 5; turn++) await once(rlyeh.gateway)
      expect(await journalOf(rlyeh)).toMatchObject({ inForce: { release: 2 }, knownBad: [] })
    },
  )
})

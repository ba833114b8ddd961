import { describe, expect, test } from 'vitest'
import { killedAt, reboot } from '../../test/fixtures/dying.ts'
import { archiveBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, type Rlyeh, TUNNEL } from '../../test/fixtures/rlyeh-in-memory.ts'
import { MemoryGateway } from '../adapters/memory/gateway.ts'
import { DiskError } from '../ports/disk-error.ts'
import type { Lock } from '../ports/lock.ts'
import { ToolError } from '../ports/tool-error.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'
import { rollBack } from './roll-back.ts'
import { run } from './run.ts'
import { status, statusText } from './status.ts'
import { takeWayBack } from './take-way-back.ts'

const free: Lock = { holding: async task => ({ value: await task() }) }

/** A gateway with a tunnel that is up, on release 2, for which release 3 is out. */
const begin = async (): Promise<Rlyeh> => {
  const rlyeh = await beginRlyeh()
  await once(rlyeh.gateway)
  rlyeh.host.up.add(TUNNEL)
  await rlyeh.world.release(3, { bundles: archiveBundles() })
  return rlyeh
}

const journalOf = ({ world }: Rlyeh) => loadJournal(world.disk)

/** A turn of the service, which keeps to the pauses. */
const serve = ({ gateway }: Rlyeh) => once(gateway, { patient: true })

const later = ({ world }: Rlyeh, minutes: number): void => {
  world.now = new Date(world.now.getTime() + minutes * 60_000)
}

const dieApplying = async (rlyeh: Rlyeh): Promise<void> =>
  await killedAt(
    rlyeh,
    next => next.startsWith('apply ipsec'),
    async () => await once(rlyeh.gateway),
  )

describe('a change that a power cut ended', () => {
  test('is taken back, reported as that, and tried again by the service after a pause', async () => {
    const rlyeh = await begin()
    await dieApplying(rlyeh)
    await reboot(rlyeh)
    await serve(rlyeh)
    expect(rlyeh.reports().find(({ outcome }) => outcome === 'reverted')).toMatchObject({
      release: 3,
      problem: { code: 'interrupted', message: expect.stringMatching(/gateway went down/) },
    })
    const journal = await journalOf(rlyeh)
    expect(journal).toMatchObject({ inForce: { release: 2 }, interrupted: { release: 3, tries: 1 } })
    expect(journal.knownBad).toEqual([])
    expect(rlyeh.host.live.connections).not.toContain('archive')
    expect(rlyeh.reports().at(-1)).toMatchObject({
      outcome: 'unchanged',
      problem: { code: 'interrupted', message: expect.stringMatching(/^release 3 is tried again after /) },
    })
    expect(statusText(await status(rlyeh.gateway))).toMatch(
      /^interrupted here: release 3 .*, once: interrupted: /m,
    )
    later(rlyeh, 1)
    await serve(rlyeh)
    expect(await journalOf(rlyeh)).toMatchObject({ inForce: { release: 3 } })
    expect((await journalOf(rlyeh)).interrupted).toBeUndefined()
    expect(rlyeh.reports().at(-1)?.problem).toBeUndefined()
  })

  test('makes no gateway boot for ever: after the third it is known bad until it is released anew', async () => {
    const rlyeh = await begin()
    for (let boot = 1; boot <= 3; boot++) {
      await dieApplying(rlyeh)
      await reboot(rlyeh)
      const { knownBad, interrupted } = await journalOf(rlyeh)
      expect([boot, knownBad.length, interrupted?.suspect]).toEqual(
        boot < 3 ? [boot, 0, boot] : [3, 1, undefined],
      )
    }
    rlyeh.host.acts.length = 0
    for (let turn = 0; turn < 3; turn++) await once(rlyeh.gateway)
    expect(rlyeh.host.acts).toEqual([])
    expect(
      rlyeh
        .reports()
        .filter(({ outcome }) => outcome === 'reverted')
        .at(-1)?.problem?.message,
    ).toMatch(/for the third time: not tried again until released anew$/)
    await rlyeh.world.release(4, { bundles: archiveBundles() })
    await once(rlyeh.gateway)
    expect((await journalOf(rlyeh)).inForce?.release).toBe(4)
  })

  test('is tried later and later by the service, at once by a person', async () => {
    const rlyeh = await begin()
    const dueAfter = async (): Promise<number> => {
      const { interrupted } = await journalOf(rlyeh)
      return (Date.parse(interrupted?.due ?? '') - rlyeh.world.now.getTime()) / 60_000
    }
    await dieApplying(rlyeh)
    await reboot(rlyeh)
    expect(await dueAfter()).toBe(1)
    await dieApplying(rlyeh)
    await reboot(rlyeh)
    expect(await dueAfter()).toBe(2)
    later(rlyeh, 1)
    await serve(rlyeh)
    expect((await journalOf(rlyeh)).inForce?.release).toBe(2)
    await once(rlyeh.gateway)
    expect((await journalOf(rlyeh)).inForce?.release).toBe(3)
  })

  test('does not wait for years after a clock that was far ahead', async () => {
    const rlyeh = await begin()
    await dieApplying(rlyeh)
    const right = rlyeh.world.now
    rlyeh.world.now = new Date('2099-01-01T00:00:00Z')
    await reboot(rlyeh)
    rlyeh.world.now = right
    await serve(rlyeh)
    expect((await journalOf(rlyeh)).inForce?.release).toBe(3)
  })

  test('that a person asked for is not tried again by itself', async () => {
    const rlyeh = await begin()
    await once(rlyeh.gateway)
    await killedAt(
      rlyeh,
      next => next.startsWith('apply ipsec'),
      async () => await rollBack(rlyeh.gateway, undefined),
    )
    await reboot(rlyeh)
    await serve(rlyeh)
    const journal = await journalOf(rlyeh)
    expect(journal).toMatchObject({ inForce: { release: 3 }, knownBad: [] })
    expect(journal.interrupted).toBeUndefined()
    expect((await rollBack(rlyeh.gateway, undefined)).journal.inForce?.release).toBe(2)
  })
})

describe('a runner that was killed', () => {
  test('right after it applied a change, so that the timer fired, has cut itself off as far as anybody knows', async () => {
    const rlyeh = await begin()
    await dieApplying(rlyeh)
    expect(await takeWayBack(rlyeh.gateway, free, () => Promise.resolve())).toBe(0)
    expect(await journalOf(rlyeh)).toMatchObject({ knownBad: [{ release: 3, why: /timed-out/ }] })
    await once(rlyeh.gateway)
    expect((await journalOf(rlyeh)).inForce?.release).toBe(2)
  })

  test('and is started again before that, tries again', async () => {
    const rlyeh = await begin()
    await dieApplying(rlyeh)
    const start = rlyeh.world.now.getTime()
    await run(rlyeh.gateway, free, () => rlyeh.world.now.getTime() > start + 5 * 60_000)
    expect((await journalOf(rlyeh)).inForce?.release).toBe(3)
  })

  test('on the way back from what had failed, does not turn that into bad luck', async () => {
    const rlyeh = await begin()
    rlyeh.host.before = act => {
      if (act === 'apply ipsec') rlyeh.host.up.clear()
    }
    let applied = 0
    await killedAt(
      rlyeh,
      next => next.startsWith('apply ipsec, step 1') && ++applied === 2,
      async () => await once(rlyeh.gateway),
    )
    rlyeh.host.before = () => undefined
    await reboot(rlyeh)
    for (let turn = 0; turn < 3; turn++) await once(rlyeh.gateway)
    expect(await journalOf(rlyeh)).toMatchObject({ inForce: { release: 2 }, knownBad: [{ release: 3 }] })
    expect(rlyeh.reports().filter(({ outcome }) => outcome === 'reverted')).toMatchObject([
      { release: 3, problem: { code: 'probe-tunnel' } },
    ])
  })
})

describe('what a bundle cannot have caused', () => {
  test.each([
    ['netplan that is gone', 'check netplan', new ToolError('missing', 'netplan', 'spawn netplan ENOENT')],
    [
      'iptables that is gone',
      'check firewall',
      new ToolError('missing', 'iptables-nft', 'spawn iptables-nft-save ENOENT'),
    ],
    [
      'a unit that is masked',
      'look for swanctl',
      new ToolError('missing', 'systemctl', 'strongswan.service is masked'),
    ],
    ['a /run that is full', 'check netplan', Object.assign(new Error('ENOSPC'), { syscall: 'mkdtemp' })],
    [
      'a tool without room',
      'check netplan',
      new ToolError('refused', 'netplan', '[Errno 28] No space left on device'),
    ],
  ])('%s before anything changed: said once, tried at every poll', async (_, where, error) => {
    const rlyeh = await begin()
    rlyeh.host.before = act => {
      if (act === where) throw error
    }
    for (let turn = 0; turn < 3; turn++) expect((await serve(rlyeh)).trouble?.message).toBe(error.message)
    expect(rlyeh.host.acts.filter(act => act === 'arm the timer')).toHaveLength(1)
    expect(rlyeh.reports().map(({ outcome }) => outcome)).toEqual(['committed', 'refused'])
    rlyeh.host.before = () => undefined
    await serve(rlyeh)
    expect(await journalOf(rlyeh)).toMatchObject({ inForce: { release: 3 }, knownBad: [] })
  })

  test('a timer that cannot be armed, however often: nothing goes live, and it never counts', async () => {
    const rlyeh = await begin()
    rlyeh.host.acts.length = 0
    rlyeh.host.before = act => {
      if (act === 'arm the timer') throw MemoryGateway.refusal('systemd-run', 'Failed to connect to bus')
    }
    for (let turn = 0; turn < 5; turn++)
      expect((await once(rlyeh.gateway)).trouble?.code).toBe('arm-systemd-run')
    expect(rlyeh.host.acts.filter(act => act.startsWith('apply'))).toEqual([])
    rlyeh.host.before = () => undefined
    await once(rlyeh.gateway)
    expect(await journalOf(rlyeh)).toMatchObject({ inForce: { release: 3 }, knownBad: [] })
  })

  test('a disk that does not take the decision: the change goes back at once, and is tried again', async () => {
    const rlyeh = await begin()
    rlyeh.world.disk.around = (moment, operation) => {
      if (moment === 'before' && operation === 'decide')
        throw new DiskError('full', operation, 'ENOSPC: no space left on device')
    }
    expect((await once(rlyeh.gateway)).trouble?.code).toBe('disk-full')
    expect(rlyeh.host.live.armed).toBeUndefined()
    expect(rlyeh.host.live.connections).not.toContain('archive')
    expect(await journalOf(rlyeh)).toMatchObject({ knownBad: [], interrupted: { tries: 1, suspect: 0 } })
    rlyeh.world.disk.around = () => undefined
    await once(rlyeh.gateway)
    expect((await journalOf(rlyeh)).inForce?.release).toBe(3)
  })

  test.each(['1970-01-02T00:00:00Z', '2099-01-01T00:00:00Z'])(
    'a clock that is set to %s while a change is armed does not end it',
    async time => {
      const rlyeh = await begin()
      rlyeh.host.before = act => {
        if (act === 'apply ipsec') rlyeh.world.now = new Date(time)
      }
      expect((await once(rlyeh.gateway)).trouble).toBeUndefined()
      expect((await journalOf(rlyeh)).inForce?.release).toBe(3)
    },
  )

  test('a clock that is set while a change is armed, so that no certificate counts, is named, and it is tried again', async () => {
    const rlyeh = await begin()
    const right = rlyeh.world.now
    rlyeh.host.before = act => {
      if (act !== 'apply ipsec') return
      rlyeh.world.now = new Date('1970-01-02T00:00:00Z')
      rlyeh.world.intercept = () => ({ kind: 'missing' })
    }
    expect((await once(rlyeh.gateway)).trouble).toMatchObject({
      code: 'clock-set',
      message: expect.stringMatching(/clock was set while .*control plane/),
    })
    rlyeh.host.before = () => undefined
    rlyeh.world.intercept = () => undefined
    rlyeh.world.now = right
    await once(rlyeh.gateway)
    expect(await journalOf(rlyeh)).toMatchObject({ inForce: { release: 3 }, knownBad: [] })
  })
})

test('charon that goes away in the middle counts against the bundle only when it does so three times', async () => {
  const rlyeh = await begin()
  let applied = 0
  rlyeh.host.before = act => {
    const isForward = act === 'apply ipsec' && ++applied % 2 === 1
    if (isForward) throw new ToolError('missing', 'charon', 'the connection was closed')
  }
  for (let turn = 1; turn <= 3; turn++) {
    expect((await journalOf(rlyeh)).knownBad).toEqual([])
    await once(rlyeh.gateway)
  }
  expect((await journalOf(rlyeh)).knownBad).toMatchObject([{ release: 3 }])
})

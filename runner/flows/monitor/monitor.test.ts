import { describe, expect, test } from 'vitest'
import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { Monitor, MonitoredPath } from '../../../schema/wire/monitor.ts'
import { RLYEH } from '../../../test/fixtures/rlyeh-in-memory.ts'
import type { Echo } from '../../core/monitor/echo.ts'
import type { Happening } from '../../core/monitor/happening.ts'
import { emptyJournal, journalBytes } from '../../core/state/journal.ts'
import type { Measurement } from '../../ports/measurements.ts'
import { ToolError } from '../../ports/tool-error.ts'
import { MonitorFlow } from './monitor.ts'

const path = (to: string, from = '10.1.0.1'): MonitoredPath => ({
  tunnel: 'rlyeh-ulthar',
  child: `to-${to.replaceAll('.', '-')}`,
  from,
  to,
})
const [ONE, TWO] = [path('10.2.0.1'), path('10.3.0.1')]

const asking = (monitor: Partial<Monitor> | undefined, change: Partial<Bundle> = {}): Bundle => ({
  ...RLYEH,
  ...(monitor && { monitor: { every: 1, paths: [ONE], ...monitor } }),
  ...change,
})

const nothing: (happening: Happening) => void = () => undefined
const foundAtOnce: (path: MonitoredPath) => Promise<number> = async () => await Promise.resolve(1374)

/** A monitor in a world where time passes when it is told to, and each watched path is answered once a second. */
const world = () => {
  let now = Date.parse('2026-03-01T00:00:00Z')
  let waiters: { at: number; done: () => void }[] = []
  const watches: {
    paths: readonly MonitoredPath[]
    tell: (echo: Echo) => void
    signal: AbortSignal
    end: (error: Error) => void
  }[] = []
  const state = {
    said: [] as string[],
    taken: [] as Measurement[],
    daemons: [] as string[],
    journal: undefined as Uint8Array | undefined,
    answers: (): number | undefined => 1,
    /** Whether large packets pass; they are not sent where undefined. */
    large: undefined as boolean | undefined,
    passes: foundAtOnce,
    refuse: undefined as Error | undefined,
    happen: nothing,
    take: async (measurement: Measurement): Promise<void> =>
      void state.taken.push(await Promise.resolve(measurement)),
    begun: 0,
    outlets: 0,
  }
  const stop = async (): Promise<void> => await Promise.resolve()
  const flow = new MonitorFlow({
    clock: {
      now: () => new Date(now),
      elapsed: () => now,
      wait: async (milliseconds, signal) =>
        await new Promise<void>(resolve => {
          waiters.push({ at: now + milliseconds, done: resolve })
          signal?.addEventListener('abort', () => resolve(), { once: true })
        }),
    },
    say: line => state.said.push(line),
    echoes: {
      watch: async (paths, _, tell, signal) => {
        state.begun += 1
        if (state.refuse !== undefined) throw state.refuse
        await new Promise<void>((resolve, reject) => {
          watches.push({ paths, tell, signal, end: reject })
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      },
      passes: async one => await state.passes(one),
    },
    happenings: {
      follow: async (daemon, tell, signal) => {
        state.daemons.push(daemon)
        state.happen = tell
        await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
      },
    },
    look: { read: async () => await Promise.resolve(state.journal) },
    summary: () => ({ take: async next => await state.take(next), stop }),
    outlets: async () => {
      state.outlets += 1
      return await Promise.resolve({ take: async () => await Promise.resolve(), stop })
    },
  })
  const settle = async (): Promise<void> => await new Promise(resolve => setImmediate(resolve))
  return {
    flow,
    state,
    watching: () =>
      watches.filter(({ signal }) => !signal.aborted).map(({ paths }) => paths.map(({ to }) => to).join()),
    end: (error: Error) =>
      watches
        .splice(
          watches.findIndex(({ signal }) => !signal.aborted),
          1,
        )[0]
        ?.end(error),
    /** Lets so many seconds pass, in steps of this many milliseconds. */
    pass: async (seconds: number, step = 1000): Promise<void> => {
      for (const until = now + seconds * 1000; now < until; ) {
        now += step
        for (const { paths, tell, signal } of watches)
          if (!signal.aborted)
            for (const one of paths) {
              tell({ path: one, at: now, size: 'small', rtt: state.answers() })
              if (state.large !== undefined)
                tell({ path: one, at: now, size: 'large', rtt: state.large ? 1 : undefined })
            }
        const due = waiters.filter(({ at }) => at <= now)
        waiters = waiters.filter(({ at }) => at > now)
        for (const { done } of due) done()
        await settle()
        await settle()
      }
    },
  }
}

describe('the monitor', () => {
  test('hands on what it measured every ten seconds, and each loss when it is over', async () => {
    const { flow, state, pass } = world()
    flow.follow(asking({}))
    await pass(12)
    state.answers = () => undefined
    await pass(5)
    state.answers = () => 2
    await pass(40)
    const samples = state.taken.flatMap(one => one.samples)
    expect(samples.reduce((sum, { lost }) => sum + lost, 0)).toBe(5)
    expect(samples.slice(0, 3).map(({ from, to }) => to - from)).toEqual([10_000, 10_000, 10_000])
    const ended = state.taken.flatMap(one => one.losses).filter(({ ongoing }) => !ongoing)
    expect(ended).toMatchObject([{ lost: 5, path: ONE, cause: 'unknown' }])
    expect((ended[0]?.to ?? 0) - (ended[0]?.from ?? 0)).toBe(5000)
  })

  test('takes up a path more without a beat less of those that stay', async () => {
    const { flow, state, pass, watching } = world()
    flow.follow(asking({ paths: [ONE, path('10.9.0.1', '10.8.0.1')] }))
    await pass(10)
    flow.follow(asking({ paths: [ONE, TWO, path('10.9.0.1', '10.8.0.1')] }))
    expect(state.begun).toBe(3)
    expect(watching()).toEqual(['10.2.0.1', '10.9.0.1', '10.2.0.1,10.3.0.1'])
    await pass(30)
    expect(watching()).toEqual(['10.9.0.1', '10.2.0.1,10.3.0.1'])
    const beats = state.taken.flatMap(({ samples }) => samples).filter(({ path: one }) => one.to === ONE.to)
    expect(Math.min(...beats.map(({ sent }) => sent))).toBeGreaterThanOrEqual(9)
    expect(state.taken.flatMap(({ losses }) => losses)).toEqual([])
  })

  test('says nothing of a path that is gone, and goes to rest with the last', async () => {
    const { flow, state, pass, watching } = world()
    flow.follow(asking({ paths: [ONE, TWO] }))
    await pass(5)
    state.answers = () => undefined
    await pass(3)
    flow.follow(asking({ paths: [ONE] }))
    await pass(20)
    expect(state.taken.flatMap(({ losses }) => losses).map(({ path: one }) => one.to)).toEqual(
      expect.not.arrayContaining([TWO.to]),
    )
    flow.follow(asking(undefined))
    await pass(3)
    expect(watching()).toEqual([])
    const taken = state.taken.length
    await pass(60)
    expect(state.taken).toHaveLength(taken)
  })

  test('begins fping again when it ends, less and less often, and says so once', async () => {
    const { flow, state, pass, end } = world()
    flow.follow(asking({}))
    await pass(2)
    state.refuse = new ToolError('ended', 'fping', 'ended with 3')
    end(state.refuse)
    await pass(120)
    expect(state.begun).toBeGreaterThan(4)
    expect(state.begun).toBeLessThan(12)
    expect(state.said).toEqual(['measuring from 10.1.0.1: fping: ended with 3'])
    state.refuse = undefined
    await pass(180)
    expect(state.taken.at(-1)?.samples).toMatchObject([{ sent: 10, lost: 0 }])
  })

  test('is not held up by who takes what it measured, nor taken down by what fails there', async () => {
    const { flow, state, pass } = world()
    state.take = async () => await Promise.reject(new Error('no space left'))
    flow.follow(asking({}))
    await pass(60)
    expect(state.said).toEqual(['measurements: no space left'])
    state.take = async () => await new Promise<never>(() => undefined)
    await pass(600)
    expect(state.said).toHaveLength(1)
  })

  test('knows a change that cygnet makes, by whichever process, and what the daemon does', async () => {
    const { flow, state, pass } = world()
    flow.follow(asking({}))
    await pass(3)
    const pending = {
      digest: 'a'.repeat(64),
      release: 3,
      phase: 'armed' as const,
      boot: 'boot-1',
      until: '2026-03-01T00:10:00.000Z',
      before: { up: [], answered: true },
    }
    state.journal = journalBytes({ ...emptyJournal, pending })
    await pass(3)
    state.happen({ at: 0, kind: 'ike-rekey', tunnel: 'rlyeh-ulthar', child: undefined, by: 'peer' })
    await pass(20)
    expect(state.taken.flatMap(({ happenings }) => happenings).map(({ kind }) => kind)).toEqual([
      'change',
      'ike-rekey',
    ])
    state.journal = journalBytes(emptyJournal)
    await pass(20)
    expect(state.taken.flatMap(({ happenings }) => happenings)).toHaveLength(2)
  })

  test('looks for the largest packet along one path at a time, and along none that carries it again', async () => {
    const { flow, state, pass } = world()
    const asked: string[] = []
    const found = Promise.withResolvers<number>()
    state.passes = async ({ to }) => {
      asked.push(to)
      return await found.promise
    }
    flow.follow(asking({ paths: [ONE, TWO].map(one => ({ ...one, largest: 1400 })) }))
    state.large = false
    await pass(20)
    expect(asked).toEqual([ONE.to])
    state.large = true
    await pass(10)
    found.resolve(1374)
    await pass(20)
    expect(asked).toEqual([ONE.to])
    state.large = false
    await pass(20)
    expect(asked).toEqual([ONE.to, ONE.to, TWO.to])
  })

  test('knows when it did not run itself', async () => {
    const { flow, state, pass } = world()
    flow.follow(asking({}))
    await pass(12)
    state.answers = () => undefined
    await pass(8, 8000)
    state.answers = () => 1
    await pass(30)
    const [loss] = state.taken.flatMap(({ losses }) => losses)
    expect(loss).toMatchObject({ lost: 1, cause: 'gateway' })
  })

  test('hears another daemon when the bundle names another, and tells the same ones as before', async () => {
    const { flow, state, pass } = world()
    flow.follow(asking({}))
    flow.follow(asking({}, { daemon: 'ipsec.conf' }))
    await pass(2)
    expect(state.daemons).toEqual(['swanctl', 'ipsec.conf'])
    expect(state.outlets).toBe(1)
    flow.follow(asking({ prometheus: {} }))
    await pass(1)
    expect(state.outlets).toBe(2)
  })
})

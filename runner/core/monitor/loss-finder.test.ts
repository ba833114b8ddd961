import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MonitoredPath } from '../../../schema/wire/monitor.ts'
import type { Beside } from './explain.ts'
import type { Happening } from './happening.ts'
import type { Loss } from './loss.ts'
import { LossFinder } from './loss-finder.ts'

const INSIDE: MonitoredPath = {
  tunnel: 'a-b',
  child: 'web-web',
  from: '10.1.0.1',
  to: '10.2.0.1',
  largest: 1400,
}
const BELOW: MonitoredPath = { tunnel: 'a-b', from: '192.0.2.1', to: '192.0.2.2' }

/** Sends packets one second apart, `.` answered and `x` lost, `_` not sent, beginning at a second. */
const send = (
  finder: LossFinder,
  path: MonitoredPath,
  what: string,
  { from = 0, size = 'small' }: { from?: number; size?: 'small' | 'large' } = {},
): void => {
  for (const [index, packet] of what.split('').entries())
    if (packet !== '_')
      finder.take({ path, at: (from + index) * 1000, size, rtt: packet === 'x' ? undefined : 1 })
}

const spans = (losses: readonly Loss[]): string[] =>
  losses.map(({ from, to, lost, ongoing }) => `${from / 1000}-${ongoing ? '' : to / 1000}: ${lost}`)

describe('a loss', () => {
  test('begins with the first lost packet and ends with the next answered one', () => {
    const finder = new LossFinder()
    send(finder, INSIDE, '...xxx....')
    expect(spans(finder.step(20_000))).toEqual(['3-6: 3'])
    expect(finder.step(30_000)).toEqual([])
  })

  test('that goes on is told in every step, from where it began', () => {
    const finder = new LossFinder()
    send(finder, INSIDE, '..xxxxxxxxxx')
    expect(spans(finder.step(12_000))).toEqual(['2-: 10'])
    send(finder, INSIDE, 'xx..', { from: 12 })
    expect(spans(finder.step(22_000))).toEqual(['2-14: 12'])
  })

  test('is told when everything that lies beside it has been, not before', () => {
    const finder = new LossFinder()
    send(finder, INSIDE, '.......x.')
    expect(finder.step(10_000)).toEqual([])
    expect(spans(finder.step(20_000))).toEqual(['7-8: 1'])
  })

  test('and another less than a second later are one', () => {
    const finder = new LossFinder()
    for (const [at, rtt] of [
      [0, 1],
      [500, undefined],
      [1000, 1],
      [1500, undefined],
      [2000, 1],
      [4000, 1],
    ] as const)
      finder.take({ path: INSIDE, at, size: 'small', rtt })
    expect(spans(finder.step(20_000))).toEqual(['0.5-2: 2'])
  })

  test('and another a second later are two', () => {
    const finder = new LossFinder()
    send(finder, INSIDE, '.x.x.')
    expect(spans(finder.step(20_000))).toEqual(['1-2: 1', '3-4: 1'])
  })

  test('from the start counts inside; below a tunnel many a router never answers', () => {
    const finder = new LossFinder()
    send(finder, INSIDE, 'xxxx')
    send(finder, BELOW, 'xxxx')
    expect(spans(finder.step(20_000))).toEqual(['0-: 4'])
  })

  test('told late, around a new start of what sends, ends where an answer was heard', () => {
    const finder = new LossFinder()
    send(finder, INSIDE, '...')
    finder.take({ path: INSIDE, at: 1500, size: 'small', rtt: undefined })
    expect(spans(finder.step(20_000))).toEqual(['1.5-2: 1'])
  })

  test('is found and told also after the clock was set back, as is the one that went on then', () => {
    const finder = new LossFinder()
    for (const path of [INSIDE, BELOW]) send(finder, path, '....xx', { from: 90_000 })
    for (const path of [INSIDE, BELOW]) send(finder, path, '..xx....', { from: 100 })
    const told = finder.step(120_000)
    expect(told.filter(({ path }) => path === INSIDE).map(({ from }) => from)).toEqual([102_000, 90_004_000])
    expect(spans(told)).toEqual(['102-104: 2', '102-104: 2', '90004-90005: 2', '90004-90005: 2'])
    expect(told[0]?.words).toContain('underlay lost the same packets')
    expect(finder.step(200_000)).toEqual([])
  })

  test('of a path that is measured no more is forgotten', () => {
    const finder = new LossFinder()
    send(finder, INSIDE, '.xx')
    finder.keep([BELOW])
    expect(finder.step(20_000)).toEqual([])
  })
})

describe('beside a loss', () => {
  /** What `explain` was given beside the loss inside. */
  const beside = (prepare: (finder: LossFinder) => void): Beside | undefined => {
    let seen: Beside | undefined
    const finder = new LossFinder((loss, given) => {
      if (loss.path.child !== undefined) seen = given
      return { ...loss, cause: 'unknown', words: '' }
    })
    prepare(finder)
    finder.step(600_000)
    return seen
  }
  const happening = (at: number, tunnel: string | undefined): Happening => ({
    at: at * 1000,
    kind: 'ike-rekey',
    tunnel,
    child: undefined,
    by: 'peer',
  })

  test('stand the packets below the tunnel while it lasted, whichever came first', () => {
    const below = (what: string, isFirst: boolean) =>
      beside(finder => {
        if (isFirst) send(finder, BELOW, what)
        send(finder, INSIDE, '...xxx....')
        if (!isFirst) send(finder, BELOW, what)
      })?.underlay
    for (const isFirst of [true, false]) {
      expect(below('..........', isFirst)).toMatchObject({ lost: 0 })
      expect(below('..xxxx....', isFirst)?.lost).toBeGreaterThanOrEqual(3)
      expect(below('xxxxxxxxxx', isFirst)).toBeUndefined()
    }
    expect(below('..xxxx....', false)).toEqual({ sent: 3, lost: 3 })
  })

  test('stands what happened to its tunnel, or to all of them, from two minutes before it', () => {
    const seen = beside(finder => {
      for (const [at, tunnel] of [
        [50, 'a-b'],
        [190, 'a-b'],
        [191, 'c-d'],
        [192, undefined],
      ] as const)
        finder.happened(happening(at, tunnel))
      send(finder, INSIDE, '.xx.', { from: 199 })
      finder.happened(happening(201, 'a-b'))
    })
    expect(seen?.happenings.map(({ at }) => at / 1000)).toEqual([190, 192, 201])
  })

  test('stands that this process did not run, where that is most of it', () => {
    const stalled = (from: number, to: number): boolean | undefined =>
      beside(finder => {
        send(finder, INSIDE, '...xxxxxx....')
        finder.stalled(from * 1000, to * 1000)
      })?.stalled
    expect(stalled(3, 8)).toBe(true)
    expect(stalled(3, 3.2)).toBe(false)
    expect(stalled(20, 30)).toBe(false)
  })
})

describe('large packets', () => {
  const large = { size: 'large' } as const

  test('that are lost three times while small ones pass are looked into once, and told with what passes', () => {
    const finder = new LossFinder()
    send(finder, INSIDE, '.........')
    send(finder, INSIDE, 'xx', large)
    expect(finder.unsized()).toBeUndefined()
    send(finder, INSIDE, 'x', { from: 2, ...large })
    expect(finder.unsized()).toEqual(INSIDE)
    expect(finder.unsized()).toBeUndefined()
    finder.sized(INSIDE, 1374)
    expect(finder.step(20_000)).toMatchObject([{ size: 'large', lost: 3, ongoing: true }])
  })

  test('that are lost with the small ones are no loss of their own', () => {
    const finder = new LossFinder()
    send(finder, INSIDE, '..xxxxxx')
    send(finder, INSIDE, '.__xxx', large)
    expect(finder.unsized()).toBeUndefined()
    expect(finder.step(20_000).map(({ size }) => size)).toEqual(['small'])
  })

  test('two lost ones are bad luck', () => {
    const finder = new LossFinder()
    send(finder, INSIDE, '......')
    send(finder, INSIDE, 'xx....', large)
    expect(finder.step(20_000)).toEqual([])
  })
})

test('every lost packet is in exactly one loss, and losses do not touch', () => {
  const packets = fc.array(fc.boolean(), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(packets, fc.integer({ min: 1, max: 12 }), (answered, step) => {
      const finder = new LossFinder()
      const ended: Loss[] = []
      for (const [second, isAnswered] of answered.entries()) {
        finder.take({ path: INSIDE, at: second * 1000, size: 'small', rtt: isAnswered ? 1 : undefined })
        if (second % step === 0) ended.push(...finder.step(second * 1000).filter(({ ongoing }) => !ongoing))
      }
      const rest = finder.step((answered.length + 60) * 1000)
      const all = [...ended, ...rest]
      expect(all.reduce((sum, { lost }) => sum + lost, 0)).toBe(answered.filter(one => !one).length)
      for (const [index, { from, to }] of all.entries()) {
        expect(answered[from / 1000]).toBe(false)
        expect(from).toBeGreaterThan(all[index - 1]?.to ?? -1)
        expect(answered.slice(from / 1000, to / 1000).some(Boolean)).toBe(false)
      }
    }),
  )
})

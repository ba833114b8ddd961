import { describe, expect, test } from 'vitest'
import { rolloutFace } from './check.ts'
import type { Effect, Event, ReportedEvent, View } from './events.ts'
import { type Candidate, NOTHING_YET, type Rollout, signKeysOf } from './state.ts'
import { step } from './step.ts'

const digest = (letter: string): string => letter.repeat(64)

const candidate = (letter: string, change: Partial<Candidate> = {}): Candidate => ({
  commit: letter.repeat(40),
  plan: digest(letter),
  members: [
    { gateway: 'rlyeh', bundle: digest(letter), sign: `key-of-rlyeh-${letter}` },
    { gateway: 'ulthar', bundle: digest('f'), sign: 'key-of-ulthar' },
  ],
  every: 60,
  approvers: { permission: 'maintain', users: [], self: false },
  authors: ['bob'],
  ...change,
})

const report = (gateway: string, bundle: string, change: Partial<ReportedEvent> = {}): Event => ({
  kind: 'reported',
  now: 2000,
  gateway,
  outcome: 'committed',
  bundle,
  inForce: bundle,
  code: 'probe',
  message: 'no answer',
  tunnels: { up: 1, trap: 0, down: 0 },
  ...change,
})

const pushed = (which: Candidate, approvedBy?: string): Event => ({
  kind: 'pushed',
  candidate: which,
  approvedBy,
})
const published = (release: number): Event => ({ kind: 'published', release, now: 1000 })

/** Where the events lead from nothing, and everything that they asked for. */
const after = (...events: Event[]): { rollout: Rollout; effects: Effect[] } => {
  const effects: Effect[] = []
  const rollout = events.reduce((state, event) => {
    const [next, asked] = step(state, event)
    effects.push(...asked)
    return next
  }, NOTHING_YET)
  return { rollout, effects }
}
const views = (effects: readonly Effect[]): [string, View['kind']][] =>
  effects.flatMap(effect => (effect.kind === 'show' ? [[effect.commit.slice(0, 1), effect.view.kind]] : []))
const publishes = (effects: readonly Effect[]): number[] =>
  effects.flatMap(effect => (effect.kind === 'publish' ? [effect.release] : []))

const rolledOut = [
  pushed(candidate('a'), 'alice'),
  published(1),
  report('rlyeh', digest('a')),
  report('ulthar', digest('f')),
]

describe('a push', () => {
  test('that nobody approved waits, and its button starts it', () => {
    const { rollout, effects } = after(pushed(candidate('a')))
    expect(rollout).toMatchObject({ waiting: { plan: digest('a') } })
    expect(publishes(effects)).toEqual([])
    const [next, asked] = step(rollout, { kind: 'approved', plan: digest('a'), by: 'alice' })
    expect(next.waiting).toBeUndefined()
    expect(next.current).toMatchObject({ number: 1, phase: 'publishing', approvedBy: 'alice' })
    expect(publishes(asked)).toEqual([1])
  })

  test('is not started by a word for another plan', () => {
    const { rollout } = after(pushed(candidate('a')))
    expect(step(rollout, { kind: 'approved', plan: digest('b'), by: 'alice' })).toEqual([rollout, []])
  })

  test('overtakes what waits, and what is under way', () => {
    const waiting = after(pushed(candidate('a')), pushed(candidate('b')))
    expect(views(waiting.effects)).toEqual([
      ['a', 'waiting'],
      ['a', 'superseded'],
      ['b', 'waiting'],
    ])
    const running = after(pushed(candidate('a'), 'alice'), published(1), pushed(candidate('b'), 'alice'))
    expect(views(running.effects).slice(-2)).toEqual([
      ['a', 'superseded'],
      ['b', 'release'],
    ])
    expect(publishes(running.effects)).toEqual([1, 2])
  })

  test('that changes no gateway is done at once, and brings its keys and approvers', () => {
    const same = candidate('a', {
      commit: '9'.repeat(40),
      members: candidate('a').members.map(member => ({ ...member, sign: `new-${member.gateway}` })),
      approvers: { permission: 'admin', users: [], self: false },
    })
    const { rollout, effects } = after(...rolledOut, pushed(same))
    expect(publishes(effects)).toEqual([1])
    expect(rollout.current?.number).toBe(1)
    expect(rollout.approvers?.permission).toBe('admin')
    expect(signKeysOf(rollout, 'rlyeh')).toEqual(['new-rlyeh'])
  })
})

describe('a release', () => {
  test('is complete when every gateway committed, and then in force', () => {
    const { rollout } = after(...rolledOut)
    expect(rollout.current?.phase).toBe('completed')
    expect(rollout.inForce?.number).toBe(1)
  })

  test('counts a report that came before the word that it was published', () => {
    const [push, word, first, second] = rolledOut
    if (!push || !word || !first || !second) throw new Error('four events')
    expect(after(push, first, second, word).rollout.current?.phase).toBe('completed')
  })

  test('does not wait for a gateway that keeps the bundle it has', () => {
    const { rollout } = after(...rolledOut, pushed(candidate('b'), 'alice'), published(2))
    expect(rollout.current?.standings).toMatchObject({
      rlyeh: { kind: 'pending' },
      ulthar: { kind: 'committed' },
    })
  })

  test('fails with the first gateway that went back, in its own words', () => {
    const sick = report('rlyeh', digest('a'), { outcome: 'reverted', inForce: undefined })
    const { rollout, effects } = after(pushed(candidate('a'), 'alice'), published(1), sick)
    expect(rollout.current?.phase).toBe('failed')
    const last = effects.at(-1)
    const face = last?.kind === 'show' ? rolloutFace(last.view, []) : undefined
    expect(face).toMatchObject({ conclusion: 'failure' })
    expect(face?.summary).toContain('**rlyeh reverted** (probe): no answer')
    expect(face?.title).toContain('1 reverted, 1 silent')
  })

  test('does not mind what is said of another bundle', () => {
    const refused = report('rlyeh', digest('9'), { outcome: 'refused' })
    const committed = report('rlyeh', digest('9'))
    const { rollout } = after(pushed(candidate('a'), 'alice'), published(1), refused, committed)
    expect(rollout.current).toMatchObject({ phase: 'rolling', standings: { rlyeh: { kind: 'pending' } } })
  })

  test('takes silence for failure after a while, and a late word for what it says', () => {
    const { rollout } = after(pushed(candidate('a'), 'alice'), published(1), report('rlyeh', digest('a')))
    const [early] = step(rollout, { kind: 'tick', now: 1000 + 15 * 60_000 - 1 })
    expect(early.current?.phase).toBe('rolling')
    const [late] = step(early, { kind: 'tick', now: 1000 + 15 * 60_000 })
    expect(late.current?.phase).toBe('failed')
    const [found] = step(late, report('ulthar', digest('f')))
    expect(found.current?.phase).toBe('completed')
  })

  test('does not call a gateway silent that says why it waits, until it no longer does', () => {
    const waits = report('ulthar', digest('e'), {
      outcome: 'unchanged',
      code: 'window-closed',
      message: 'release 1 waits until Monday <02:00>',
    })
    const { rollout, effects } = after(
      pushed(candidate('a'), 'alice'),
      published(1),
      report('rlyeh', digest('a')),
      waits,
    )
    const last = effects.at(-1)
    const face = last?.kind === 'show' ? rolloutFace(last.view, []) : undefined
    expect(face?.summary).toContain('**ulthar waits** (window-closed): release 1 waits until Monday')
    expect(face?.summary).not.toContain('<02:00>')
    expect(step(rollout, waits)[1]).toEqual([])
    const late = { kind: 'tick', now: 1000 + 24 * 3_600_000 } as const
    expect(step(rollout, late)[0].current?.phase).toBe('rolling')
    const [resumed] = step(rollout, report('ulthar', digest('e'), { outcome: 'unchanged', code: 'unsaid' }))
    expect(step(resumed, late)[0].current?.phase).toBe('failed')
    expect(step(rollout, report('ulthar', digest('f')))[0].current?.phase).toBe('completed')
  })

  test('that cannot be published ends there, and no gateway’s word revives it', () => {
    const { rollout } = after(
      pushed(candidate('a'), 'alice'),
      { kind: 'unpublishable', release: 1, why: 'no root' },
      report('rlyeh', digest('a')),
      report('ulthar', digest('f')),
    )
    expect(rollout.current).toMatchObject({ phase: 'failed', stopped: 'no root' })
  })

  test('lets the old and the new key of a gateway speak until it is in force', () => {
    const { rollout } = after(...rolledOut, pushed(candidate('b'), 'alice'), published(2))
    expect(signKeysOf(rollout, 'rlyeh')).toEqual(['key-of-rlyeh-b', 'key-of-rlyeh-a'])
    const [done] = step(rollout, report('rlyeh', digest('b')))
    expect(signKeysOf(done, 'rlyeh')).toEqual(['key-of-rlyeh-b'])
  })
})

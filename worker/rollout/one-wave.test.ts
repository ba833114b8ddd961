import { describe, expect, test } from 'vitest'
import { digest } from '../../test/fixtures/rollout-story.ts'
import { Rollout } from './state.ts'
import { step } from './step.ts'

/** A row as it was kept while a release knew one wave. */
const row = (phase: string, change: object = {}): unknown => ({
  current: {
    number: 2,
    candidate: {
      commit: 'b'.repeat(40),
      plan: digest('b'),
      members: [
        { gateway: 'rlyeh', bundle: digest('b'), sign: 'new key of rlyeh' },
        { gateway: 'ulthar', bundle: digest('f'), sign: 'key of ulthar' },
      ],
      every: 60,
      approvers: { permission: 'admin', users: [], self: false },
      authors: ['bob'],
    },
    approvedBy: 'alice',
    phase,
    waves: [['rlyeh', 'ulthar']],
    wave: 0,
    standings: {
      rlyeh: { kind: 'pending' },
      ulthar: { kind: 'committed', at: 1000, tunnels: { up: 1, trap: 0, down: 0 } },
    },
    deadline: 1_000_000,
    ...change,
  },
  inForce: {
    number: 1,
    members: [
      { gateway: 'rlyeh', bundle: digest('a'), sign: 'key of rlyeh' },
      { gateway: 'ulthar', bundle: digest('f'), sign: 'key of ulthar' },
    ],
  },
  approvers: { permission: 'admin', users: [], self: false },
})

describe('a row of the time when a release had one wave', () => {
  test('is read as a release with one wave, which goes on', () => {
    const rollout = Rollout.parse(row('rolling'))
    expect(rollout).toMatchObject({
      rules: { approvers: { permission: 'admin' }, waves: [] },
      current: { phase: 'rolling', approvedBy: [{ login: 'alice' }] },
      held: { rlyeh: { bundle: digest('a') } },
      shown: { rlyeh: { bundle: digest('b') } },
    })
    expect(step(rollout, { kind: 'tick', now: 999_999 })[0].current?.phase).toBe('rolling')
    const [late] = step(rollout, { kind: 'tick', now: 1_000_000 })
    expect(late.current?.phase).toBe('halting')
    expect(late.shown['rlyeh']?.bundle).toBe(digest('a'))
  })

  test('is published still where it was not, completed or halted where it was over', () => {
    const publishing = Rollout.parse(row('publishing'))
    expect(publishing.published).toBeLessThan(publishing.round)
    expect(Rollout.parse(row('completed')).current?.phase).toBe('completed')
    const sick = {
      kind: 'reverted',
      at: 1,
      tunnels: { up: 0, trap: 0, down: 1 },
      code: 'probe',
      message: 'no',
    }
    const failed = Rollout.parse(row('failed', { standings: { rlyeh: sick } }))
    expect(failed.current).toMatchObject({
      phase: 'halted',
      standings: { rlyeh: { kind: 'failed', trouble: { kind: 'reverted', code: 'probe' } } },
    })
  })

  test('of a network that never released anything is empty', () => {
    expect(Rollout.parse({})).toMatchObject({ round: 1, published: 1, shown: {}, held: {} })
  })
})

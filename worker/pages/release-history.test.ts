import { expect, test } from 'vitest'
import { ledgerInSqlite } from '../../test/fixtures/ledger-in-sqlite.ts'
import { historyOf, TELLING } from './release-history.ts'

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)]

test('releases are told from the audit log: who approved them when, what became of them, and why', () => {
  const { ledger } = ledgerInSqlite({ now: () => new Date(0) })
  const say = (at: number, who: string, what: string, detail: unknown): void =>
    ledger.audit.append({ at, who, what, detail })
  say(1, 'alice', 'approved', { plan: A })
  say(2, 'alice', 'release-started', { release: 1, plan: A, commit: 'c1' })
  say(3, 'cygnet', 'wave-started', { release: 1, wave: 1 })
  say(4, 'cygnet', 'release-completed', { release: 1, standings: {} })
  say(5, 'alice', 'approved', { plan: B })
  say(6, 'bob', 'approved', { plan: B })
  say(7, 'alice, bob', 'release-started', { release: 2, plan: B, commit: 'c2' })
  say(8, 'cygnet', 'release-halting', { release: 2, halt: { code: 'cut', message: '<b>' } })
  say(9, 'carter', 'release-rolling-back', { release: 2 })
  const history = historyOf(ledger.audit.about(TELLING, 99, 99))
  expect(history).toMatchObject([
    {
      number: 2,
      state: 'rolling-back',
      stateBy: 'carter',
      stateAt: 9,
      why: { code: 'cut', message: '<b>' },
      approvals: [
        { by: 'alice', at: 5 },
        { by: 'bob', at: 6 },
      ],
    },
    { number: 1, state: 'completed', stateBy: undefined, startedAt: 2, approvals: [{ by: 'alice', at: 1 }] },
  ])
})

test('an entry that is no such thing is left out', () => {
  const entry = { number: 1, at: 1, who: 'x', what: 'release-started', previous: '', hash: '', signature: '' }
  expect(
    historyOf([
      { ...entry, detail: 'not JSON' },
      { ...entry, detail: '{"release":"x"}' },
    ]),
  ).toEqual([])
})

test('each entry is read once, however many releases there were: somebody looks every few seconds', () => {
  let reads = 0
  const entries = Array.from({ length: 40 }, (_, index) => ({
    number: 40 - index,
    at: 1,
    who: 'alice',
    what: 'release-started',
    previous: '',
    hash: '',
    signature: '',
    get detail() {
      reads += 1
      return JSON.stringify({ release: 40 - index, plan: A, commit: 'c' })
    },
  }))
  expect(historyOf(entries)).toHaveLength(40)
  expect(reads).toBe(40)
})

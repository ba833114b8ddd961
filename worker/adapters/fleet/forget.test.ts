import { expect, test } from 'vitest'
import { ledgerInSqlite } from '../../../test/fixtures/ledger-in-sqlite.ts'
import { person } from '../../../test/fixtures/person.ts'

const DAY = 24 * 3600 * 1000
const PLAN = 'a'.repeat(64)
const OTHER = 'b'.repeat(64)
const COUNTED = ['deliveries', 'pulls', 'approvals', 'refusals', 'measured', 'cells', 'losses', 'audit']

const lived = () => {
  let now = 1000 * DAY
  const { ledger, database } = ledgerInSqlite({ now: () => new Date(now) })
  const { approvals, pulls, audit, measurements } = ledger
  const pull = { head: 'c'.repeat(40), fork: false, plan: PLAN, authors: [person('bob')] }
  pulls.put({ ...pull, number: 1, open: false })
  pulls.put({ ...pull, number: 2, open: true })
  approvals.give({ plan: PLAN, by: person('alice'), at: now }, [1])
  approvals.useUp(PLAN, 1)
  approvals.give({ plan: OTHER, by: person('alice'), at: now }, [2])
  approvals.refuse(PLAN, { login: 'mallory', why: 'no' }, now)
  audit.append({ at: now, who: 'alice', what: 'approved', detail: {} })
  ledger.firstTime('one', now)
  const loss = { tunnel: 'star', at: '2026-03-01T12:00:00Z', seconds: 1, lost: 1, cause: 'unknown' } as const
  const paths = [{ tunnel: 'star', sent: 1, lost: 1 }]
  measurements.put('rlyeh', now, { since: loss.at, paths, losses: [{ ...loss, words: '' }], more: 0 })
  const left = (after: number): Record<string, unknown> => {
    now += after
    ledger.firstTime(`delivery ${now}`, now)
    return Object.fromEntries(
      COUNTED.map(table => [table, database.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()?.['n']]),
    )
  }
  return { left }
}

test('what nobody asks for any more is forgotten; what is open, stands or was written into the audit log is not', () => {
  const { left } = lived()
  const all = {
    deliveries: 2,
    pulls: 2,
    approvals: 2,
    refusals: 1,
    measured: 1,
    cells: 1,
    losses: 1,
    audit: 1,
  }
  expect(left(6 * DAY)).toEqual(all)
  expect(left(2 * DAY)).toEqual({ ...all, deliveries: 3, measured: 0, cells: 0, losses: 0 })
  expect(left(80 * DAY)).toMatchObject({ deliveries: 1, pulls: 2, approvals: 2, refusals: 1 })
  expect(left(3 * DAY)).toMatchObject({ pulls: 1, approvals: 1, refusals: 0, audit: 1 })
})

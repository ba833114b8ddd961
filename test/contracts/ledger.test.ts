import { describe, expect, test } from 'vitest'
import { ledgerInSqlite } from '../fixtures/ledger-in-sqlite.ts'
import { MemoryLedger } from '../simulation/memory-ledger.ts'
import { ledgerContract } from './ledger.ts'
import { measurementsContract } from './measurements.ts'

const clockAt = (): { now: () => Date; move: (now: number) => void } => {
  let at = 1000
  return {
    now: () => new Date(at),
    move: now => {
      at = now
    },
  }
}

describe('a ledger in SQLite', () => {
  ledgerContract(() => {
    const clock = clockAt()
    return { ledger: ledgerInSqlite(clock).ledger, move: clock.move }
  })
  measurementsContract(() => ledgerInSqlite(clockAt()).ledger.measurements)
})

test('a job that this version does not know keeps no other from being done', () => {
  const {
    database,
    ledger: { jobs },
  } = ledgerInSqlite(clockAt())
  jobs.ask('later', { kind: 'publish' })
  jobs.ask('re-sign', { kind: 're-sign' })
  database.exec(`UPDATE jobs SET body = '{"kind":"of-tomorrow"}' WHERE key = 'later'`)
  expect(jobs.next(1000)?.key).toBe('re-sign')
})

describe('a ledger in memory', () => {
  ledgerContract(() => {
    const clock = clockAt()
    return { ledger: new MemoryLedger(clock), move: clock.move }
  })
  measurementsContract(() => new MemoryLedger(clockAt()).measurements)
})

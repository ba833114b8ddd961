import { DatabaseSync } from 'node:sqlite'
import type { DurableObjectStorage } from '@cloudflare/workers-types'
import { describe, expect, test } from 'vitest'
import { fleetLedger } from '../../worker/adapters/fleet/ledger.ts'
import { seedSigner } from '../../worker/adapters/seed-signer.ts'
import { MemoryLedger } from '../simulation/memory-ledger.ts'
import { ledgerContract } from './ledger.ts'

const SEAL = { network: 'miskatonic', signer: seedSigner(Buffer.alloc(32, 7).toString('base64')) }

const clockAt = (): { now: () => Date; move: (now: number) => void } => {
  let at = 1000
  return {
    now: () => new Date(at),
    move: now => {
      at = now
    },
  }
}

/** As much of a Durable Object's storage as the ledger uses, over SQLite of Node. */
const storage = (database = new DatabaseSync(':memory:')): DurableObjectStorage => {
  const exec = (query: string, ...bindings: (string | number | null)[]) => {
    if (bindings.length === 0 && query.includes('CREATE')) database.exec(query)
    const rows =
      bindings.length === 0 && query.includes('CREATE') ? [] : database.prepare(query).all(...bindings)
    return { toArray: () => rows.map(row => ({ ...row })), one: () => ({ ...rows[0] }) }
  }
  const part = { sql: { exec }, transactionSync: <T>(work: () => T): T => work() }
  // Only these two members are ever touched; the rest of the interface is not the ledger's.
  return part as unknown as DurableObjectStorage
}

describe('a ledger in SQLite', () => {
  ledgerContract(() => {
    const clock = clockAt()
    return { ledger: fleetLedger(storage(), clock, SEAL), move: clock.move }
  })
})

test('a job that this version does not know keeps no other from being done', () => {
  const database = new DatabaseSync(':memory:')
  const { jobs } = fleetLedger(storage(database), clockAt(), SEAL)
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
})

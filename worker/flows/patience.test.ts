import { expect, test } from 'vitest'
import { ledgerInSqlite } from '../../test/fixtures/ledger-in-sqlite.ts'
import { ForgeError } from '../ports/forge.ts'
import type { Ports } from '../ports/ports.ts'
import { work } from './work.ts'

const YEAR = 365 * 24 * 3600 * 1000

test('what was put off while the clock ran a year ahead is done when it is right again, and what comes then does not wait', async () => {
  const state = { now: 1_000_000_000_000, isLimited: true }
  const clock = { now: () => new Date(state.now) }
  const { ledger } = ledgerInSqlite(clock)
  const done: string[] = []
  const ports = { ledger, clock, log: () => undefined } as unknown as Ports
  const live = (): Promise<void> =>
    work(ports, async (_, { kind }) => {
      if (!state.isLimited) return void done.push(kind)
      throw new ForgeError('limited', 'ask later', { retryAfter: 60_000 })
    })
  state.now += YEAR
  ledger.jobs.ask('publish', { kind: 'publish' })
  ledger.jobs.ask('branch', { kind: 'follow-branch' })
  await live()
  Object.assign(state, { now: state.now - YEAR, isLimited: false })
  ledger.jobs.ask('redeliver', { kind: 'redeliver' })
  await live()
  expect(done.sort()).toEqual(['follow-branch', 'publish', 'redeliver'])
})

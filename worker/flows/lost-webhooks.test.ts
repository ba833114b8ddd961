import { expect, test } from 'vitest'
import { ledgerInSqlite } from '../../test/fixtures/ledger-in-sqlite.ts'
import type { Ports } from '../ports/ports.ts'
import { lookForLost } from './lost-webhooks.ts'
import { SEEN } from './people/branch-authors.ts'

const HOUR = 3600 * 1000
const [TIP, HEAD] = ['a'.repeat(40), 'b'.repeat(40)]

test('a pull request whose review was given up is reviewed after all, and not with every look', async () => {
  const state = { now: 1_000_000_000 }
  const clock = { now: () => new Date(state.now) }
  const { ledger } = ledgerInSqlite(clock)
  ledger.notes.set(SEEN, TIP)
  const ports = {
    ledger,
    clock,
    tree: { defaultBranch: async () => 'main', tip: async () => TIP },
    pulls: { openTo: async () => ({ complete: true, heads: [{ number: 1, head: HEAD }] }) },
  } as unknown as Ports
  const asked = async (): Promise<boolean> => {
    await lookForLost(ports)
    const due = ledger.jobs.next(state.now)
    // Whatever became of it: no review is written down.
    if (due !== undefined) ledger.jobs.done(due)
    return due?.job.kind === 'review-pull'
  }
  expect(await asked()).toBe(true)
  state.now += HOUR
  expect(await asked()).toBe(false)
  state.now += 6 * HOUR
  expect(await asked()).toBe(true)
  expect(await asked()).toBe(false)
})

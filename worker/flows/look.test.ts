import { expect, test } from 'vitest'
import { ledgerInSqlite } from '../../test/fixtures/ledger-in-sqlite.ts'
import { secondRelease } from '../../test/fixtures/rollout-story.ts'
import type { Ports } from '../ports/ports.ts'
import { lookAt } from './look.ts'

test('who looks asks for no work, also where the picture is missing: a commit that no longer compiles would be read every few seconds', () => {
  const clock = { now: () => new Date(1_000_000_000) }
  const { ledger } = ledgerInSqlite(clock)
  ledger.keep(secondRelease().rollout)
  const view = lookAt({ network: 'miskatonic', ledger, clock } as unknown as Ports, { kind: 'network' })
  expect(view).toMatchObject({ kind: 'network', drawn: false })
  expect(ledger.jobs.nextDue()).toBeUndefined()
})

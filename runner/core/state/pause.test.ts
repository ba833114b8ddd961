import { expect, test } from 'vitest'
import { emptyJournal } from './journal.ts'
import { paused } from './pause.ts'

test('a second pause keeps since when, and the reason that somebody gave', () => {
  const first = paused(emptyJournal, new Date('2026-03-01T01:00:00Z'), 'storm')
  const later = new Date('2026-03-01T02:00:00Z')
  expect(paused(first, later, undefined)).toEqual(first)
  expect(paused(first, later, 'flood').paused).toEqual({ since: '2026-03-01T01:00:00.000Z', reason: 'flood' })
})

import { expect, test } from 'vitest'
import { readJournal } from './journal.ts'

const read = (journal: unknown) => readJournal(new TextEncoder().encode(JSON.stringify(journal)))
const digest = 'ab'.repeat(32)

/** Everything that a journal could hold before interruptions were counted. */
const OLD = {
  cygnet: 1,
  inForce: { digest: 'ef'.repeat(32), release: 8 },
  since: '2026-03-01T12:00:00.000Z',
  earlier: [{ digest, release: 7, decided: '2026-02-01T12:00:00.000Z' }],
  pending: {
    digest,
    release: 9,
    phase: 'armed',
    boot: 'boot-1',
    until: '2026-03-01T12:01:30.000Z',
    before: { up: ['rlyeh-ulthar/containers-containers'], daemon: 'swanctl', inside: [], answered: true },
    rollback: true,
  },
  knownBad: [
    { digest, release: 4 },
    { digest: 'cd'.repeat(32), release: 5, why: 'probe-tunnel: gone' },
  ],
  rolledBack: { digest, release: 7 },
  paused: { since: '2026-03-01T12:00:00.000Z', reason: 'a storm' },
  waiting: { digest, release: 9, until: '2026-03-02T12:00:00.000Z' },
  originals: { 'net.ipv4.ip_forward': '0' },
  said: 'interrupted: the runner stopped before the change was decided',
}

test('a journal of the version before is read as it is', () => expect(read(OLD)).toEqual(OLD))

test('of a journal of a later version, to which a gateway had been and came back, what this one knows is read', () => {
  const later = { ...OLD, moon: 'full', pending: { ...OLD.pending, tide: 3 } }
  expect(read(later)).toEqual(OLD)
})

test('a journal that says half of something is a broken disk', () => {
  expect(() => read({ ...OLD, pending: { digest } })).toThrow(/release/)
  expect(() => read({ cygnet: 1 })).toThrow(/knownBad/)
})

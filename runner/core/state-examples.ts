import type { Bundle } from '../../schema/wire/bundle.ts'
import { armedFrom, committedFrom, stagedFrom } from './generation.ts'
import { emptyJournal, type Journal, type Pending, type Released } from './journal.ts'
import { problem } from './problem.ts'
import type { Event, State } from './state.ts'
import type { TrustedBundle, TrustedTarget } from './trust/trusted.ts'

const bundle: Bundle = {
  cygnet: 1,
  network: 'miskatonic',
  gateway: 'rlyeh',
  daemon: 'swanctl',
  firewall: 'iptables-nft',
  every: 60,
  files: [],
  secrets: [],
  probes: { interfaces: [], connections: [] },
}

const released: Released = { digest: 'b'.repeat(64), release: 7 }
const other: Released = { digest: 'e'.repeat(64), release: 6 }
const custom = { release: released.release, commit: 'c'.repeat(40), plan: 'd'.repeat(64) }
const before = { up: [], answered: true }
const pending: Pending = {
  ...released,
  phase: 'armed',
  boot: 'boot-1',
  until: '2026-03-01T12:01:30.000Z',
  before,
}

// Evidence is minted by the trust chain only; these stand in for it where nothing is ever acted upon.
const trusted = {
  bundle,
  bytes: new Uint8Array(),
  digest: released.digest,
  custom,
} as unknown as TrustedBundle
const target = {
  network: 'miskatonic',
  gateway: 'rlyeh',
  digest: released.digest,
  length: 2,
  custom,
} as unknown as TrustedTarget

const staged = stagedFrom(trusted)
const armed = armedFrom(staged, before, new Date(pending.until))
const journal: Journal = emptyJournal
const armedJournal: Journal = { ...journal, pending }
const why = problem('example', 'an example of a problem')

/** What the examples speak of. */
export const EXAMPLE = { released, pending, problem: why } as const

/** An example of every state, of polling four: nothing, the same, an older release of the same, another one in force. The diagram is drawn from them, and tests try every event on each. */
export const states: readonly State[] = [
  { at: 'idle', journal },
  { at: 'polling', journal },
  { at: 'polling', journal: { ...journal, inForce: released } },
  { at: 'polling', journal: { ...journal, inForce: { ...released, release: released.release - 1 } } },
  { at: 'polling', journal: { ...journal, inForce: other } },
  { at: 'scheduling', journal: { ...journal, inForce: other }, target },
  { at: 'verifying', journal, target },
  { at: 'staging', journal, offered: released },
  { at: 'preflight', journal, staged },
  { at: 'armed', journal, staged },
  { at: 'applying', journal: armedJournal, armed },
  { at: 'probing', journal: armedJournal, armed },
  { at: 'committing', journal: armedJournal, tried: released },
  { at: 'reverting', journal: armedJournal, tried: released, problem: why },
]

/** One example of every event, of `interrupted` one for each phase. */
export const events: readonly Event[] = [
  { is: 'due' },
  { is: 'wanted-back', kept: released },
  { is: 'interrupted', pending, problem: why },
  { is: 'interrupted', pending: { ...pending, phase: 'decided' }, problem: why },
  { is: 'offered', target },
  { is: 'open' },
  { is: 'closed', until: new Date(pending.until) },
  { is: 'trusted', bundle: trusted },
  { is: 'staged', staged },
  { is: 'passed' },
  { is: 'armed', armed, journal: armedJournal },
  { is: 'applied' },
  { is: 'healthy' },
  { is: 'committed', committed: committedFrom(staged), journal: armedJournal },
  { is: 'reverted', journal: armedJournal },
  { is: 'unavailable', problem: why },
  { is: 'failed', problem: why },
]

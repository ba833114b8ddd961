import type { Bundle } from '../../../schema/wire/bundle.ts'
import { problem } from '../problem.ts'
import type { TrustedBundle, TrustedTarget } from '../trust/trusted.ts'
import { armedFrom, committedFrom, stagedFrom } from './generation.ts'
import { emptyJournal, type Journal, type Pending, type Released, type Verdict } from './journal.ts'
import type { Event, State } from './state.ts'

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
const decided: Pending = { ...pending, phase: 'decided' }

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
const armed = armedFrom(staged, before, { at: new Date(pending.until), elapsed: 90_000 })
const journal: Journal = emptyJournal
const armedJournal: Journal = { ...journal, pending }
const decidedJournal: Journal = { ...journal, pending: decided }
const why = problem('example', 'an example of a problem')
const verdict: Verdict = { ...why, blame: 'bundle' }
const now = new Date('2026-03-01T12:01:00.000Z')

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
  { at: 'deciding', journal: armedJournal, armed },
  { at: 'committing', journal: decidedJournal },
  { at: 'reverting', journal: armedJournal, tried: released, verdict },
]

/** One example of every event, of `interrupted` one for each phase. */
export const events: readonly Event[] = [
  { is: 'due' },
  { is: 'wanted-back', kept: released },
  { is: 'interrupted', pending, verdict },
  { is: 'interrupted', pending: decided, verdict },
  { is: 'offered', target },
  { is: 'unreleased', problem: why },
  { is: 'open' },
  { is: 'closed', until: new Date(pending.until) },
  { is: 'trusted', bundle: trusted },
  { is: 'staged', staged },
  { is: 'passed' },
  { is: 'armed', armed, journal: armedJournal },
  { is: 'applied' },
  { is: 'healthy' },
  { is: 'decided', journal: decidedJournal, pending: decided },
  { is: 'undecided', problem: why },
  { is: 'committed', committed: committedFrom(staged), journal: decidedJournal },
  { is: 'reverted', journal: armedJournal, now },
  { is: 'unavailable', problem: why, blame: 'unclear' },
  { is: 'unavailable', problem: why, blame: 'unclear', suspectAt: now },
  { is: 'unavailable', problem: why, blame: 'host' },
  { is: 'failed', problem: why },
]

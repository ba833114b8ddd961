import type { Outcome } from '../../../schema/wire/report.ts'
import type { Problem } from '../problem.ts'
import type { TrustedBundle, TrustedTarget } from '../trust/trusted.ts'
import type { ArmedGeneration, CommittedGeneration, StagedGeneration } from './generation.ts'
import type { Blame, Journal, Pending, Released, Tried, Verdict } from './journal.ts'

/** Where the runner is, and what it needs there. Every state carries the journal as it stands on disk. */
export type State =
  /** `trouble`: why the last turn did not end as it should; tried again, later and later. */
  | { readonly at: 'idle'; readonly journal: Journal; readonly trouble?: Problem }
  /** `hurry`: a person said now, whatever the window says. `patient`: the time, to one who keeps to the pauses between tries. */
  | {
      readonly at: 'polling'
      readonly journal: Journal
      readonly hurry?: true
      readonly patient?: Date
    }
  | { readonly at: 'scheduling'; readonly journal: Journal; readonly target: TrustedTarget }
  | { readonly at: 'verifying'; readonly journal: Journal; readonly target: TrustedTarget }
  | { readonly at: 'staging'; readonly journal: Journal; readonly offered: Released }
  | { readonly at: 'preflight'; readonly journal: Journal; readonly staged: StagedGeneration }
  | { readonly at: 'armed'; readonly journal: Journal; readonly staged: StagedGeneration }
  | { readonly at: 'applying'; readonly journal: Journal; readonly armed: ArmedGeneration }
  | { readonly at: 'probing'; readonly journal: Journal; readonly armed: ArmedGeneration }
  | { readonly at: 'deciding'; readonly journal: Journal; readonly armed: ArmedGeneration }
  | { readonly at: 'committing'; readonly journal: Journal }
  | {
      readonly at: 'reverting'
      readonly journal: Journal
      readonly tried: Tried
      readonly verdict: Verdict
    }

/** What came of an effect, or from outside. */
export type Event =
  /** `patient`: the time, to the service, which keeps to the pauses between tries; a person at the gateway does not wait. */
  | { readonly is: 'due'; readonly hurry?: true; readonly patient?: Date }
  /** A person wants a generation back that was in force before. */
  | { readonly is: 'wanted-back'; readonly kept: Released }
  /** At the start of a turn the journal holds a change that nobody finished. `verdict`: why it goes back, if it does. */
  | { readonly is: 'interrupted'; readonly pending: Pending; readonly verdict: Verdict }
  | { readonly is: 'offered'; readonly target: TrustedTarget }
  /** Nothing was released yet, or nothing that names this gateway. */
  | { readonly is: 'unreleased'; readonly problem: Problem }
  | { readonly is: 'open' }
  /** The window is closed, until then; without a time nobody can tell. */
  | { readonly is: 'closed'; readonly until?: Date }
  | { readonly is: 'trusted'; readonly bundle: TrustedBundle }
  | { readonly is: 'staged'; readonly staged: StagedGeneration }
  | { readonly is: 'passed' }
  | { readonly is: 'armed'; readonly armed: ArmedGeneration; readonly journal: Journal }
  | { readonly is: 'applied' }
  | { readonly is: 'healthy' }
  | { readonly is: 'decided'; readonly journal: Journal; readonly pending: Pending }
  /** The decision could not be written, and it is certain that it was not. */
  | { readonly is: 'undecided'; readonly problem: Problem }
  | { readonly is: 'committed'; readonly committed: CommittedGeneration; readonly journal: Journal }
  | { readonly is: 'reverted'; readonly journal: Journal; readonly now: Date }
  /** What is needed did not answer (the repository, the IKE daemon, a disk): nothing is proven wrong, try again later. */
  | {
      readonly is: 'unavailable'
      readonly problem: Problem
      readonly blame: Exclude<Blame, 'bundle'>
      /** When a tool came to an end on what it was to read before anything changed, by which the bundle may be the cause. */
      readonly suspectAt?: Date
    }
  /** Proven wrong: metadata, a bundle, a preflight, an operation, a probe. */
  | { readonly is: 'failed'; readonly problem: Problem }

/** What to do next; the interpreter answers all but `report` and `remember` with an event. */
export type Effect =
  | { readonly do: 'refresh' }
  | { readonly do: 'fetch'; readonly target: TrustedTarget }
  /** May this gateway change now? */
  | { readonly do: 'schedule' }
  | { readonly do: 'stage'; readonly bundle: TrustedBundle }
  | { readonly do: 'restage'; readonly kept: Released }
  | { readonly do: 'preflight'; readonly staged: StagedGeneration }
  | { readonly do: 'arm'; readonly staged: StagedGeneration }
  | { readonly do: 'apply'; readonly armed: ArmedGeneration }
  | { readonly do: 'probe'; readonly armed: ArmedGeneration }
  | { readonly do: 'decide'; readonly armed: ArmedGeneration }
  /** Write what a decision left to be written. */
  | { readonly do: 'finish'; readonly pending: Pending }
  | { readonly do: 'revert'; readonly tried: Released }
  | {
      readonly do: 'report'
      readonly outcome: Outcome
      readonly about: Released | undefined
      readonly inForce: Released | undefined
      readonly problem?: Problem
    }
  | { readonly do: 'remember'; readonly journal: Journal }

/** One transition: where to, and what to do on the way, in order. */
export type Step = readonly [State, readonly Effect[]]

/** The names of all states, for the diagram and for tests. */
export const STATES = [
  'idle',
  'polling',
  'scheduling',
  'verifying',
  'staging',
  'preflight',
  'armed',
  'applying',
  'probing',
  'deciding',
  'committing',
  'reverting',
] as const satisfies readonly State['at'][]

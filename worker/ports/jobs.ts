import * as z from 'zod'
import { Notice } from '../../schema/notice.ts'
import { Key32, Name } from '../../schema/wire/names.ts'
import { View } from '../rollout/events.ts'
import { Person } from '../rollout/person.ts'
import { Halt } from '../rollout/release.ts'
import { DeploymentState, Steering } from '../rollout/steering.ts'

/** A press that was written down before ids were kept says only a login. */
const withPerson = (job: unknown): unknown =>
  typeof job === 'object' && job !== null && 'login' in job ? { by: job.login, ...job } : job

const Known = z.discriminatedUnion('kind', [
  /** Look at a pull request's head and say what would change. */
  z.object({ kind: z.literal('review-pull'), number: z.number().int(), sender: Person.optional() }),
  z.object({ kind: z.literal('close-pull'), number: z.number().int(), merged: z.boolean() }),
  /** Find the pull request that a commit belongs to and review that; without one, look at the commit by itself. */
  z.object({ kind: z.literal('review-commit'), commit: z.string() }),
  /** Look at a commit that a merge queue made, against the commit that it would follow. */
  z.object({
    kind: z.literal('review-group'),
    commit: z.string(),
    base: z.object({ commit: z.string(), branch: z.string() }),
  }),
  /** Somebody pressed the button. */
  z.object({ kind: z.literal('approve'), plan: z.string(), by: Person, commit: z.string() }),
  /** Bring the check of a reviewed pull request's head up to date. */
  z.object({ kind: z.literal('show-plan'), number: z.number().int() }),
  /** The default branch may have moved; who pushed it where, as far as a webhook said so. */
  z.object({
    kind: z.literal('follow-branch'),
    sender: Person.optional(),
    commit: z.string().optional(),
  }),
  /** Compare branches and pull requests with what was seen: webhooks may have been lost. */
  z.object({ kind: z.literal('look-for-lost') }),
  /** Somebody wants the rollout to pause, go on or go back. */
  z.object({ kind: z.literal('steer'), how: Steering, by: Person, commit: z.string() }),
  /** Have the repository show what the rollout wants shown by then. */
  z.object({ kind: z.literal('publish') }),
  /** A view of an older form is left out: the next turn of the rollout shows the check anyway. */
  z.object({
    kind: z.literal('show-rollout'),
    commit: z.string(),
    view: View.optional().catch(undefined),
  }),
  z.object({
    kind: z.literal('propose-keys'),
    gateway: Name,
    keys: z.object({ sign: Key32, seal: Key32 }),
    branch: z.string(),
  }),
  z.object({
    kind: z.literal('show-deployment'),
    commit: z.string(),
    release: z.number().int(),
    plan: z.string(),
    state: DeploymentState,
    words: z.string(),
  }),
  /** Tell whoever the deployment wants told. `at`: when it happened, in milliseconds since 1970. */
  z.object({ kind: z.literal('notify'), ...Notice.shape, at: z.number().int() }),
  /** Say on the merged pull requests of a release that it halted. */
  z.object({
    kind: z.literal('comment-halt'),
    commit: z.string(),
    plan: z.string(),
    release: z.number().int(),
    halt: Halt,
  }),
  /** Have GitHub send again what it could not deliver. */
  z.object({ kind: z.literal('redeliver') }),
  z.object({ kind: z.literal('re-sign') }),
  /** Draw the network that people look at. */
  z.object({ kind: z.literal('draw') }),
])

/**
 * Something to be done at least once, whatever crashes in between: written down in the same transaction as the reason
 * for it, done by the one loop of the fleet, forgotten when it succeeded. Each is safe to do twice.
 */
export const Job = z.preprocess(withPerson, Known)

export type Job = z.infer<typeof Job>

export interface DueJob {
  readonly key: string
  /** Changes whenever the job is asked for again. */
  readonly sequence: number
  readonly job: Job
  /** How often it was tried in vain. */
  readonly attempts: number
}

/** Milliseconds: nothing is put off for longer. What is, was put off by a clock that ran ahead and was set right since. */
export const LONGEST_DELAY = 2 * 3600 * 1000

export interface Jobs {
  /**
   * Asks for a job, due at once unless `due` (milliseconds since 1970) says when. A job that waits under the same key is
   * replaced: the newer one says it all, and comes no later than the older would have. Jobs of one `line` are done in the order in
   * which they were last asked for: none while one before it waits, whatever keeps that.
   */
  ask(key: string, job: Job, due?: number, line?: string): void
  /** The job that has been due the longest, of those that wait for no other; then what a clock that ran ahead put off. */
  next(now: number): DueJob | undefined
  /**
   * Forgets a job. One that was asked for again in the meantime is due behind all that are due by now: whoever asks faster than it is
   * done keeps no other from being done.
   */
  done(job: DueJob): void
  postpone(job: DueJob, until: number, why: string): void
  /** When the next of those is due, in milliseconds since 1970. */
  nextDue(): number | undefined
  /** Jobs that failed at least once, for the status. */
  stuck(): readonly { readonly key: string; readonly attempts: number; readonly why: string }[]
}

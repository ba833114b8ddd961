import { ForgeError } from '../ports/forge.ts'
import { type DueJob, type Job, LONGEST_DELAY } from '../ports/jobs.ts'
import type { Ports } from '../ports/ports.ts'

/** Milliseconds between two tries at most, where nobody says how long to wait. */
const LONGEST_WAIT = 10 * 60 * 1000
/** The note with the moment until which the forge asked to be left alone, in milliseconds since 1970. */
const QUIET = 'forge-quiet-until'
/** The same for the webhook of whoever listens, which every message would wait for in vain. */
const DEAF = 'listener-quiet-until'
/** Jobs that ask the forge for nothing, or can do without it: a wave that is sick goes back from what the store holds. */
const ALONE: readonly Job['kind'][] = ['close-pull', 'publish', 're-sign']

/**
 * When a job that failed is due again. A forge that limits us names the moment, and means every job, not this one: that
 * is written down, so that what comes meanwhile waits as well.
 */
export const dueAgain = (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  { attempts, job }: DueJob,
  error: unknown,
): number => {
  const now = clock.now().getTime()
  const next = now + Math.min(1000 * 2 ** attempts, LONGEST_WAIT)
  if (job.kind === 'notify') {
    ledger.notes.set(DEAF, String(next))
    // Another message goes first by then: it may be this one alone that nobody takes.
    return next + 1
  }
  const asked = error instanceof ForgeError ? error.retryAfter : undefined
  if (asked === undefined) return next
  ledger.notes.set(QUIET, String(now + asked))
  return now + asked
}

/** True when whoever it asks wants quiet until later: the job is put off to that moment, untried. */
export const heldBack = ({ ledger, clock }: Pick<Ports, 'ledger' | 'clock'>, due: DueJob): boolean => {
  const isNotice = due.job.kind === 'notify'
  const until = Number(ledger.notes.get(isNotice ? DEAF : QUIET) ?? 0)
  const left = until - clock.now().getTime()
  // Longer than anybody is left alone for: written down by a clock that ran ahead.
  if (ALONE.includes(due.job.kind) || left <= 0 || left > LONGEST_DELAY) return false
  ledger.jobs.postpone(
    due,
    until,
    isNotice ? 'the webhook does not answer' : 'the forge limits how much it is asked',
  )
  return true
}

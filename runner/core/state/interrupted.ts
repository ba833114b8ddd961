import { type Problem, problem, problemKey } from '../problem.ts'
import type { Interrupted, Journal, Released, Tried, Verdict } from './journal.ts'
import { rememberBad } from './known-bad.ts'
import { againAt, hasCome } from './try-again.ts'

/** So often a bundle may have been the cause of an interruption before it counts as one: a kernel that panics is no loop. */
const MOST_SUSPECT = 3

/** Until when the service waits with a bundle whose change was interrupted; undefined when with nothing. */
export const pausedUntil = ({ interrupted }: Journal, offered: Released, now: Date): Date | undefined =>
  interrupted !== undefined && isSame(interrupted, offered) && !hasCome(interrupted.due, now)
    ? new Date(interrupted.due)
    : undefined

/**
 * The journal after a change was taken back, and what there is to say: known bad when the bundle is to blame, or may have been for
 * the third time; otherwise tried again, later and later.
 */
export const judged = (
  journal: Journal,
  tried: Tried,
  { blame, ...why }: Verdict,
  now: Date,
): { readonly journal: Journal; readonly said: Problem } => {
  const before = journal.interrupted && isSame(journal.interrupted, tried) ? journal.interrupted : undefined
  const suspect = (before?.suspect ?? 0) + (blame === 'unclear' ? 1 : 0)
  if (blame === 'bundle') return { journal: known(journal, tried, why), said: why }
  // What a person asked for is not tried again by itself.
  if (tried.rollback === true) return { journal, said: why }
  if (suspect >= MOST_SUSPECT) {
    const said = problem(why.code, `${why.message}; for the third time: not tried again until released anew`)
    return { journal: known(journal, tried, said), said }
  }
  const tries = (before?.tries ?? 0) + 1
  const { digest, release } = tried
  const due = againAt(tries, now).toISOString()
  const interrupted = { digest, release, tries, suspect, due, why: problemKey(why) }
  return { journal: { ...journal, interrupted }, said: why }
}

/** The journal without a bundle that got its chance meanwhile, or whose successor did. */
export const withoutInterrupted = (journal: Journal, since: Released): Journal => {
  const { interrupted, ...rest } = journal
  const isOver = interrupted?.digest === since.digest || (interrupted?.release ?? 0) <= since.release
  return isOver ? rest : journal
}

const known = (journal: Journal, tried: Released, why: Problem): Journal =>
  rememberBad(withoutInterrupted(journal, tried), tried, why)

/** Released anew, under a newer number, it begins with a clean sheet. */
const isSame = ({ digest, release }: Interrupted, offered: Released): boolean =>
  digest === offered.digest && offered.release <= release

import { withoutInterrupted } from './interrupted.ts'
import type { Journal, Kept, Released } from './journal.ts'

/**
 * Generations that stay on disk beside the one in force. Five, because trouble with a network is seldom noticed after more
 * than a handful of changes, and five bundles are at most 20 MiB.
 */
export const KEPT = 5

/** What stays on disk once this is in force, beside it: what was in force before, the last one first. */
export const keptBeside = (journal: Journal, next: Released): readonly Kept[] => {
  const { inForce, since, earlier = [] } = journal
  const last: Kept[] = inForce === undefined ? [] : [{ ...inForce, ...(since && { decided: since }) }]
  return [...last, ...earlier].filter(({ digest }) => digest !== next.digest).slice(0, KEPT)
}

/** The journal once what is pending is in force: nothing is under way, and what was in force is kept. */
export const withInForce = (journal: Journal, inForce: Released): Journal => {
  const { pending, since: _, rolledBack: __, ...rest } = withoutInterrupted(journal, inForce)
  const rolledBack = heldBackBy(journal, inForce)
  return {
    ...rest,
    inForce,
    ...(pending?.decided && { since: pending.decided }),
    earlier: [...keptBeside(journal, inForce)],
    ...(rolledBack && { rolledBack }),
  }
}

/** After a rollback the newest release that was ever rolled back from; nothing once that release or a newer one is in force. */
const heldBackBy = ({ inForce, pending, rolledBack }: Journal, next: Released): Released | undefined => {
  const from = pending?.rollback === true ? inForce : undefined
  const newest = from !== undefined && from.release > (rolledBack?.release ?? 0) ? from : rolledBack
  return newest !== undefined && next.release < newest.release ? newest : undefined
}

/** A person went back from this release or from a newer one: it waits for something newer than that. */
export const isHeldBack = ({ rolledBack }: Journal, offered: Released): boolean =>
  rolledBack !== undefined && offered.release <= rolledBack.release

import type { Ports } from '../../ports/ports.ts'
import type { View } from '../../rollout/events.ts'
import { neededFor } from '../../rollout/second-word.ts'
import type { Rollout } from '../../rollout/state.ts'

/** Draws the checks of a commit once more: a press of a button there was refused, or somebody asked for it. */
export const showAgain = ({ ledger }: Pick<Ports, 'ledger'>, commit: string): void =>
  ledger.together(() => {
    for (const { number } of ledger.pulls.withHead(commit)) {
      ledger.jobs.ask(`plan:${number}`, { kind: 'show-plan', number })
    }
    const view = viewOf(ledger.rollout(), commit)
    if (view !== undefined) {
      ledger.jobs.ask(`rollout:${commit}`, { kind: 'show-rollout', commit, view })
    }
  })

/** What the check **cygnet / rollout** of a commit says now; undefined for one that the rollout no longer knows. */
export const viewOf = (rollout: Rollout, commit: string): View | undefined => {
  const { waiting, next, current } = rollout
  if (waiting?.candidate.commit === commit) {
    return { kind: 'waiting', asked: waiting, needed: neededFor(rollout, waiting.candidate) }
  }
  if (next?.candidate.commit === commit && current !== undefined) {
    return { kind: 'next', asked: next, after: current.number }
  }
  return current?.candidate.commit === commit ? { kind: 'release', release: current } : undefined
}

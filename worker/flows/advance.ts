import type { Ledger } from '../ports/ledger.ts'
import type { Effect, Event } from '../rollout/events.ts'
import { step } from '../rollout/step.ts'
import { entriesBetween } from './rollout-audit.ts'

/**
 * One step of the rollout: the new state, the work that follows from it and the log entries are written together or not
 * at all. Call it inside `ledger.together`.
 */
export const advance = (ledger: Ledger, now: number, event: Event): void => {
  const before = ledger.rollout()
  const [after, effects] = step(before, event)
  if (after !== before) ledger.keep(after)
  for (const effect of effects) ask(ledger, effect)
  const release = after.current
  if (release !== undefined && release.number !== before.current?.number) {
    ledger.approvals.useUp(release.candidate.plan, release.number)
  }
  for (const entry of entriesBetween(before, after)) ledger.audit.append({ at: now, ...entry })
}

/** One key for each subject: the newer word takes the place of one that was not said yet. */
const ask = ({ jobs }: Ledger, effect: Effect): void => {
  switch (effect.kind) {
    case 'publish':
      return jobs.ask('publish', { kind: 'publish' })
    case 'show':
      return jobs.ask(`rollout:${effect.commit}`, {
        kind: 'show-rollout',
        commit: effect.commit,
        view: effect.view,
      })
    case 'deploy': {
      const { kind: _, ...deployment } = effect
      return jobs.ask(`deployment:${effect.commit}`, { kind: 'show-deployment', ...deployment })
    }
    default:
      return effect satisfies never
  }
}

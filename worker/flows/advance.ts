import type { Ledger } from '../ports/ledger.ts'
import type { Event } from '../rollout/events.ts'
import type { Rollout } from '../rollout/state.ts'
import { step } from '../rollout/step.ts'

/**
 * One step of the rollout: the new state, the work that follows from it and the log entry are written together or not
 * at all. Call it inside `ledger.together`.
 */
export const advance = (ledger: Ledger, now: number, event: Event): void => {
  const before = ledger.rollout()
  const [after, effects] = step(before, event)
  if (after !== before) ledger.keep(after)
  for (const effect of effects) {
    if (effect.kind === 'publish') {
      // One key: a newer release takes the place of one that was not published yet.
      ledger.jobs.ask('publish', effect)
    } else {
      ledger.jobs.ask(`rollout:${effect.commit}`, {
        kind: 'show-rollout',
        commit: effect.commit,
        view: effect.view,
      })
    }
  }
  record(ledger, now, before, after)
}

const record = (ledger: Ledger, now: number, before: Rollout, after: Rollout): void => {
  const release = after.current
  if (release !== undefined && release.number !== before.current?.number) {
    const { plan, commit } = release.candidate
    ledger.approvals.useUp(plan, release.number)
    ledger.audit.append({
      at: now,
      who: release.approvedBy,
      what: 'release-started',
      detail: { release: release.number, plan, commit },
    })
  }
  if (release !== undefined && release.phase !== before.current?.phase && release.phase !== 'publishing') {
    ledger.audit.append({
      at: now,
      who: 'cygnet',
      what: `release-${release.phase}`,
      detail: { release: release.number, standings: kinds(release.standings), stopped: release.stopped },
    })
  }
  if (after.waiting !== undefined && after.waiting.commit !== before.waiting?.commit) {
    const { plan, commit } = after.waiting
    ledger.audit.append({ at: now, who: 'cygnet', what: 'waits-for-approval', detail: { plan, commit } })
  }
}

const kinds = (standings: Readonly<Record<string, { readonly kind: string }>>): Record<string, string> =>
  Object.fromEntries(Object.entries(standings).map(([gateway, { kind }]) => [gateway, kind]))

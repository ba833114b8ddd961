import type { Ledger } from '../../ports/ledger.ts'
import type { Effect, Event, View } from '../../rollout/events.ts'
import { haltBetween, noticesBetween } from '../../rollout/notices.ts'
import type { Rollout } from '../../rollout/state.ts'
import { step } from '../../rollout/step.ts'
import { notify } from '../notify.ts'
import { entriesBetween } from './rollout-audit.ts'

/**
 * One step of the rollout: the new state, the work that follows from it and the log entries are written together or not
 * at all. Call it inside `ledger.together`.
 */
export const advance = (ledger: Ledger, now: number, event: Event): void => {
  const before = ledger.rollout()
  const [after, effects] = step(before, event)
  if (after !== before) ledger.keep(after)
  // One gateway more that committed may be told with others; what begins, ends or stops is told at once.
  const isNews =
    after.current?.phase !== before.current?.phase || after.current?.wave !== before.current?.wave
  for (const effect of effects) ask(ledger, effect, isNews ? now : now + GATHERING)
  const release = after.current
  if (release !== undefined && release.number !== before.current?.number) {
    ledger.approvals.useUp(release.candidate.plan, release.number)
  }
  tellOf(ledger, now, before, after)
  for (const entry of entriesBetween(before, after)) ledger.audit.append({ at: now, ...entry })
}

/** Whoever listens, and the pull request of a release that halted. */
const tellOf = (ledger: Ledger, now: number, before: Rollout, after: Rollout): void => {
  for (const notice of noticesBetween(before, after)) notify(ledger, notice, now, String(now))
  const { current } = after
  const halt = haltBetween(before.current, current)
  if (current === undefined || halt === undefined) return
  const { commit, plan } = current.candidate
  const release = current.number
  ledger.jobs.ask(`comment:${release}:${halt.at}`, { kind: 'comment-halt', commit, plan, release, halt })
}

/** Characters of a view that are copied into a job: a row takes 2 MB, and without this one nothing at all could be written. */
const COPIED = 500_000

/** The newest release; or one so large that its last word on the check has to stand, when a newer one takes its place. */
const isKnownLater = (view: View): boolean => view.kind === 'release' || JSON.stringify(view).length > COPIED

/** Milliseconds in which reports gather to one change of a check: forges count requests, and a fleet reports all at once. */
const GATHERING = 3000

/**
 * One key for each subject: the newer word takes the place of one that was not said yet. A release is not copied: what its
 * check says is what the rollout says when it is drawn.
 */
const ask = ({ jobs }: Ledger, effect: Effect, due: number): void => {
  switch (effect.kind) {
    case 'publish':
      return jobs.ask('publish', { kind: 'publish' })
    case 'show':
      return jobs.ask(
        `rollout:${effect.commit}`,
        {
          kind: 'show-rollout',
          commit: effect.commit,
          ...(isKnownLater(effect.view) ? {} : { view: effect.view }),
        },
        effect.view.kind === 'release' ? due : undefined,
      )
    case 'deploy': {
      const { kind: _, ...deployment } = effect
      return jobs.ask(`deployment:${effect.commit}`, { kind: 'show-deployment', ...deployment })
    }
    default:
      return effect satisfies never
  }
}

import { ForgeError } from '../ports/forge.ts'
import type { DueJob, Job } from '../ports/jobs.ts'
import type { Ports } from '../ports/ports.ts'
import { nextMoment } from '../rollout/next-moment.ts'
import { pressed } from './approve.ts'
import { proposeKeys } from './enrol.ts'
import { followBranch, showRollout } from './follow-branch.ts'
import { draw, lookForPicture } from './look/draw.ts'
import { lookForLost, redeliver } from './lost-webhooks.ts'
import { deliverNotice } from './notify.ts'
import { dueAgain, heldBack } from './patience.ts'
import { resignTimestamp } from './publish/publish.ts'
import { giveUpPublishing, publishRelease } from './publish/publish-release.ts'
import { reviewGroup } from './review/review-group.ts'
import { closePull, reviewCommit, reviewPull, showPlan } from './review/review-pull.ts'
import { advance } from './rollout/advance.ts'
import { commentHalt } from './rollout/comment-halt.ts'
import { showDeployment } from './rollout/show-deployment.ts'
import { pressedToSteer } from './steer.ts'

/** Tries in vain after which a job is dropped, about five hours after the first. */
const MAX_ATTEMPTS = 36

/** Does everything that is due, one job after the other, until nothing is. Never throws for a job that fails. */
export const work = async (ports: Ports, doing = perform): Promise<void> => {
  for (;;) {
    const due = ports.ledger.jobs.next(ports.clock.now().getTime())
    if (due === undefined) return
    if (heldBack(ports, due)) continue
    try {
      await doing(ports, due.job)
      ports.ledger.jobs.done(due)
    } catch (error) {
      failed(ports, due, error)
    }
  }
}

/** Does one job. Throws when it is worth another try. */
export const perform = async (ports: Ports, job: Job): Promise<void> => {
  switch (job.kind) {
    case 'review-pull':
      return reviewPull(ports, job.number, job.sender)
    case 'close-pull':
      return closePull(ports, job.number, job.merged)
    case 'review-commit':
      return reviewCommit(ports, job.commit)
    case 'review-group':
      return reviewGroup(ports, job.commit, job.base)
    case 'approve':
      return pressed(ports, job.plan, job.by, job.commit)
    case 'show-plan':
      return showPlan(ports, job.number)
    case 'follow-branch':
      return followBranch(ports, job)
    case 'look-for-lost':
      return lookForLost(ports)
    case 'redeliver':
      return redeliver(ports)
    case 'show-deployment':
      return showDeployment(ports, job)
    case 'publish':
      return publishRelease(ports)
    case 'steer':
      return pressedToSteer(ports, job.how, job.by, job.commit)
    case 'show-rollout':
      return showRollout(ports, job.commit, job.view)
    case 'propose-keys':
      return proposeKeys(ports, job.gateway, job.keys, job.branch)
    case 'notify':
      return deliverNotice(ports, job)
    case 'comment-halt':
      return commentHalt(ports, job)
    case 're-sign':
      await resignTimestamp(ports)
      return
    case 'draw':
      return draw(ports)
    default:
      job satisfies never
  }
}

/** Ours to repeat, or nobody's to mend: a later try may find GitHub back, the App installed, the root in place. */
const failed = ({ ledger, clock, log }: Ports, due: DueJob, error: unknown): void => {
  const why = reasonOf(error)
  log(`job ${due.key} failed (${due.attempts + 1}): ${why}`)
  if (due.attempts + 1 < MAX_ATTEMPTS) {
    ledger.jobs.postpone(due, dueAgain({ ledger, clock }, due, error), why)
    return
  }
  ledger.jobs.done(due)
  ledger.audit.append({
    at: clock.now().getTime(),
    who: 'cygnet',
    what: 'gave-up',
    detail: { job: due.key, why },
  })
  if (due.job.kind === 'publish') {
    giveUpPublishing({ ledger, clock }, `publishing was given up: ${why}`)
  }
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  const code = error instanceof ForgeError || 'code' in error ? `${String(Reflect.get(error, 'code'))}: ` : ''
  return `${error.name}: ${code}${error.message}`.slice(0, 500)
}

/** For the cron and the alarm: silence is noticed, lost webhooks are made up for, the timestamp is kept fresh. */
export const tick = (ports: Ports): void => {
  const { ledger, clock } = ports
  const now = clock.now().getTime()
  ledger.together(() => advance(ledger, now, { kind: 'tick', now }))
}

/** The cron's part beyond `tick`. */
export const lookAround = ({ ledger }: Ports, deliveries: boolean): void => {
  ledger.jobs.ask('re-sign', { kind: 're-sign' })
  ledger.jobs.ask('look-for-lost', { kind: 'look-for-lost' })
  lookForPicture({ ledger })
  if (deliveries) ledger.jobs.ask('redeliver', { kind: 'redeliver' })
}

/** When to wake up next: for a job, or because the rollout moves by itself. */
export const nextWake = ({ ledger }: Ports): number | undefined => {
  const moments = [ledger.jobs.nextDue(), nextMoment(ledger.rollout())].filter(moment => moment !== undefined)
  return moments.length === 0 ? undefined : Math.min(...moments)
}

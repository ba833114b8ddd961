import type { Job } from '../ports/jobs.ts'
import type { Ports } from '../ports/ports.ts'
import { accountOf } from '../rollout/person.ts'

/**
 * Writes down, once, the work that a webhook asks for. Work that waits already is asked for again rather than a second
 * time, so that a flood of deliveries comes to one job for each thing that there is to do.
 */
export const takeDelivery = (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  delivery: string,
  jobs: readonly Job[],
): 'new' | 'seen' =>
  ledger.together(() => {
    if (!ledger.firstTime(delivery, clock.now().getTime())) return 'seen'
    for (const job of jobs) ledger.jobs.ask(keyOf(job), job, undefined, lineOf(job))
    return 'new'
  })

/** What people press is done in the order in which they pressed it: to pause and to go on is not to go on and to pause. */
const lineOf = (job: Job): string | undefined => (job.kind === 'steer' ? `steer:${job.commit}` : undefined)

/** What makes two jobs the same one. Who pushed is part of it: each of them counts as an author. */
const keyOf = (job: Job): string => {
  switch (job.kind) {
    case 'review-pull':
      return `pull:${job.number}:${job.sender === undefined ? '' : accountOf(job.sender)}`
    case 'close-pull':
      return `close:${job.number}`
    case 'review-commit':
    case 'review-group':
      return `commit:${job.commit}`
    case 'follow-branch':
      return job.sender === undefined ? 'branch' : `branch:${accountOf(job.sender)}`
    case 'approve':
      return `approve:${job.plan}:${accountOf(job.by)}:${job.commit}`
    case 'steer':
      return `steer:${job.how}:${accountOf(job.by)}:${job.commit}`
    case 'look-for-lost':
    case 'redeliver':
    case 'draw':
    case 're-sign':
    case 'publish':
    case 'propose-keys':
    case 'show-plan':
    case 'show-rollout':
    case 'show-deployment':
    case 'notify':
    case 'comment-halt':
      return job.kind
    default:
      return job satisfies never
  }
}

import * as z from 'zod'
import { APPROVE, PLAN_CHECK, ROLLOUT_CHECK } from '../flows/check-runs.ts'
import type { Job } from '../ports/jobs.ts'

/** The little that is read of GitHub's webhooks; everything else in them is left alone. */
const Sender = z.object({ login: z.string().max(100) })
const Sha = z.string().regex(/^[0-9a-f]{40}$/)

const PullRequestEvent = z.object({
  action: z.string(),
  number: z.number().int(),
  pull_request: z.object({ merged: z.boolean().nullish() }),
  sender: Sender,
})

const PushEvent = z.object({
  ref: z.string(),
  repository: z.object({ default_branch: z.string() }),
  sender: Sender,
})

const CheckRunEvent = z.object({
  action: z.string(),
  check_run: z.object({
    name: z.string(),
    head_sha: Sha,
    external_id: z.string().nullish(),
    app: z.object({ id: z.number() }).nullish(),
  }),
  requested_action: z.object({ identifier: z.string() }).nullish(),
  sender: Sender,
})

/** Whose repository the webhook speaks of. */
export const RepositoryOf = z.object({ repository: z.object({ full_name: z.string() }) })

/**
 * The work that a webhook asks for; none for what does not concern cygnet. Throws a ZodError when the payload is not
 * what GitHub documents. `appId` is ours: other Apps' checks are none of our business.
 */
export const jobsOf = (event: string, payload: unknown, appId: number): Job[] => {
  switch (event) {
    case 'pull_request':
      return pullRequestJobs(PullRequestEvent.parse(payload))
    case 'push':
      return pushJobs(PushEvent.parse(payload))
    case 'check_run':
      return checkRunJobs(CheckRunEvent.parse(payload), appId)
    default:
      return []
  }
}

const pullRequestJobs = ({
  action,
  number,
  pull_request,
  sender,
}: z.infer<typeof PullRequestEvent>): Job[] => {
  switch (action) {
    case 'opened':
    case 'synchronize':
      return [{ kind: 'review-pull', number, sender: sender.login }]
    case 'reopened':
    case 'edited':
      return [{ kind: 'review-pull', number }]
    case 'closed':
      return [{ kind: 'close-pull', number, merged: pull_request.merged === true }]
    default:
      return []
  }
}

const pushJobs = ({ ref, repository, sender }: z.infer<typeof PushEvent>): Job[] =>
  ref === `refs/heads/${repository.default_branch}` ? [{ kind: 'follow-branch', sender: sender.login }] : []

const checkRunJobs = (event: z.infer<typeof CheckRunEvent>, appId: number): Job[] => {
  const { action, check_run: run, requested_action: pressed, sender } = event
  if (run.app?.id !== appId) return []
  if (action === 'requested_action' && pressed?.identifier === APPROVE) {
    return [{ kind: 'approve', plan: run.external_id ?? '', login: sender.login, commit: run.head_sha }]
  }
  if (action !== 'rerequested') return []
  if (run.name === PLAN_CHECK) return [{ kind: 'review-commit', commit: run.head_sha }]
  return run.name === ROLLOUT_CHECK ? [{ kind: 'follow-branch' }] : []
}

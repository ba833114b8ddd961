import * as z from 'zod'
import { APPROVE, PLAN_CHECK, ROLLOUT_CHECK, STEER } from '../flows/review/check-runs.ts'
import type { Job } from '../ports/jobs.ts'
import { Sha } from '../rollout/candidate.ts'
import { STEERING } from '../rollout/steering.ts'

/** The little that is read of GitHub's webhooks; everything else in them is left alone. */
const Sender = z.object({ login: z.string().max(100), id: z.number().int() })
const Branch = z.string().max(300)
/** Undefined for a suite or a run without an App, such as one of a plain status. */
const App = z.object({ id: z.number() }).nullish()

const PullRequestEvent = z.object({
  action: z.string(),
  number: z.number().int(),
  pull_request: z.object({ merged: z.boolean().nullish() }),
  changes: z.object({ base: z.unknown().optional() }).nullish(),
  sender: Sender,
})

const PushEvent = z.object({
  ref: Branch,
  after: Sha,
  deleted: z.boolean(),
  repository: z.object({ default_branch: Branch }),
  sender: Sender,
})

const CheckRunEvent = z.object({
  action: z.string(),
  check_run: z.object({ name: z.string(), head_sha: Sha, external_id: z.string().nullish(), app: App }),
  requested_action: z.object({ identifier: z.string() }).nullish(),
  sender: Sender,
})

const CheckSuiteEvent = z.object({
  action: z.string(),
  check_suite: z.object({ head_sha: Sha, head_branch: Branch.nullish(), app: App }),
  repository: z.object({ default_branch: Branch }),
})

const MergeGroupEvent = z.object({
  action: z.string(),
  merge_group: z.object({ head_sha: Sha, base_sha: Sha, base_ref: Branch }),
})

const RepositoryEvent = z.object({
  action: z.string(),
  changes: z.object({ default_branch: z.unknown().optional() }).nullish(),
})

/** Whose checks are ours: those of this App, and of this network where the repository has several. */
export interface Own {
  readonly appId: number
  readonly suffix: string
}

/** What each event that concerns us asks for; every other event asks for nothing. */
const EVENTS = {
  pull_request: payload => pullRequestJobs(PullRequestEvent.parse(payload)),
  push: payload => pushJobs(PushEvent.parse(payload)),
  check_run: (payload, own) => checkRunJobs(CheckRunEvent.parse(payload), own),
  check_suite: (payload, own) => checkSuiteJobs(CheckSuiteEvent.parse(payload), own),
  merge_group: payload => mergeGroupJobs(MergeGroupEvent.parse(payload)),
  repository: payload => repositoryJobs(RepositoryEvent.parse(payload)),
} as const satisfies Record<string, (payload: unknown, own: Own) => Job[]>

/** The events that the App subscribes to. */
export const OUR_EVENTS = Object.keys(EVENTS)

/** True for an event that may ask for work. */
export const concernsUs = (event: string): event is keyof typeof EVENTS => Object.hasOwn(EVENTS, event)

/** The work that a webhook asks for. Throws a ZodError when the payload is not what GitHub documents. */
export const jobsOf = (event: keyof typeof EVENTS, payload: unknown, own: Own): Job[] =>
  EVENTS[event](payload, own)

const pullRequestJobs = (event: z.infer<typeof PullRequestEvent>): Job[] => {
  const { action, number, pull_request, changes, sender } = event
  switch (action) {
    case 'opened':
    case 'synchronize':
      return [{ kind: 'review-pull', number, sender }]
    case 'reopened':
      return [{ kind: 'review-pull', number }]
    case 'edited':
      // A new title is nothing to us; another base is.
      return changes?.base === undefined ? [] : [{ kind: 'review-pull', number }]
    case 'closed':
      return [{ kind: 'close-pull', number, merged: pull_request.merged === true }]
    default:
      return []
  }
}

/** Only the default branch is followed; that it was deleted moves nothing. */
const pushJobs = ({ ref, after, deleted, repository, sender }: z.infer<typeof PushEvent>): Job[] =>
  ref === `refs/heads/${repository.default_branch}` && !deleted
    ? [{ kind: 'follow-branch', sender, commit: after }]
    : []

const checkRunJobs = (event: z.infer<typeof CheckRunEvent>, { appId, suffix }: Own): Job[] => {
  const { action, check_run: run, requested_action: pressed, sender } = event
  const [plan, rollout] = [`${PLAN_CHECK}${suffix}`, `${ROLLOUT_CHECK}${suffix}`]
  if (run.app?.id !== appId || (run.name !== plan && run.name !== rollout)) return []
  if (action === 'requested_action' && pressed?.identifier === APPROVE) {
    return [{ kind: 'approve', plan: run.external_id ?? '', by: sender, commit: run.head_sha }]
  }
  const how = STEERING.find(one => STEER[one] === pressed?.identifier)
  if (action === 'requested_action' && how !== undefined) {
    return [{ kind: 'steer', how, by: sender, commit: run.head_sha }]
  }
  if (action !== 'rerequested') return []
  return run.name === plan ? [{ kind: 'review-commit', commit: run.head_sha }] : [{ kind: 'follow-branch' }]
}

/** All checks of a commit are asked for again. */
const checkSuiteJobs = (event: z.infer<typeof CheckSuiteEvent>, { appId }: Own): Job[] => {
  const { action, check_suite: suite, repository } = event
  if (action !== 'rerequested' || suite.app?.id !== appId) return []
  return suite.head_branch === repository.default_branch
    ? [{ kind: 'follow-branch' }]
    : [{ kind: 'review-commit', commit: suite.head_sha }]
}

const mergeGroupJobs = ({ action, merge_group: group }: z.infer<typeof MergeGroupEvent>): Job[] =>
  action === 'checks_requested'
    ? [
        {
          kind: 'review-group',
          commit: group.head_sha,
          base: { commit: group.base_sha, branch: group.base_ref.replace(/^refs\/heads\//, '') },
        },
      ]
    : []

/** Another default branch: what it holds may differ, and pull requests may go elsewhere now. */
const repositoryJobs = ({ action, changes }: z.infer<typeof RepositoryEvent>): Job[] =>
  action === 'edited' && changes?.default_branch !== undefined ? [{ kind: 'look-for-lost' }] : []

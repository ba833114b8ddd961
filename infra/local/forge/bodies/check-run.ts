import type { components } from '@octokit/openapi-types'
import type { Context } from '../context.ts'
import type { Annotation, CheckRun } from '../records/records.ts'
import { appBody } from './app.ts'
import { pullMinimalBody } from './pull.ts'
import { nodeId } from './user.ts'

/** GitHub makes one suite per App and commit. */
const suiteId = ({ headSha }: CheckRun): number => Number.parseInt(headSha.slice(0, 8), 16)

const pullsOf = (context: Context, { headSha }: CheckRun) =>
  context.records.pulls
    .all()
    .filter(pull => pull.state === 'open' && pull.head.sha === headSha)
    .map(pull => pullMinimalBody(context, pull))

const page = ({ addresses }: Context, { headSha, id }: CheckRun): string =>
  `${addresses.commitPage(headSha)}#check-${id}`

/** A check run as the API shows it. */
const shownBody = (context: Context, run: CheckRun): components['schemas']['check-run'] => ({
  id: run.id,
  node_id: nodeId('CheckRun', run.id),
  head_sha: run.headSha,
  external_id: run.externalId,
  url: context.addresses.repository(`/check-runs/${run.id}`),
  html_url: page(context, run),
  details_url: run.detailsUrl ?? context.addresses.base,
  status: run.status,
  // A conclusion that GitHub alone gives: its own description leaves it out of what it shows.
  conclusion: run.conclusion === 'stale' ? null : run.conclusion,
  started_at: run.startedAt,
  completed_at: run.completedAt,
  output: outputBody(context, run),
  name: run.name,
  check_suite: { id: suiteId(run) },
  app: appBody(context),
  pull_requests: pullsOf(context, run),
})

/**
 * The same with the buttons that a person would see on the page. GitHub does not tell them here: it is for scripts
 * that act as a person, and no App should rely on it.
 */
export const checkRunBody = (context: Context, run: CheckRun) => ({
  ...shownBody(context, run),
  actions: run.status === 'completed' ? run.actions : [],
})

const outputBody = ({ addresses }: Context, run: CheckRun) => ({
  title: run.title,
  summary: run.summary,
  text: run.text,
  annotations_count: run.annotations.length,
  annotations_url: addresses.repository(`/check-runs/${run.id}/annotations`),
})

/** One annotation in `GET check-runs/{id}/annotations`. */
export const annotationBody = (
  { addresses }: Context,
  run: CheckRun,
  annotation: Annotation,
): components['schemas']['check-annotation'] => ({
  ...annotation,
  blob_href: addresses.repository(`/contents/${annotation.path}?ref=${run.headSha}`),
})

/** A check run in a webhook, which shows the suite in full and the App in short. */
export const checkRunEventBody = (context: Context, run: CheckRun) => {
  const { permissions: _, events: __, ...app } = appBody(context)
  const pulls = pullsOf(context, run)
  const { node_id, check_suite: ___, ...body } = shownBody(context, run)
  const since = run.startedAt ?? run.createdAt
  return {
    ...body,
    node_id,
    external_id: run.externalId ?? '',
    started_at: since,
    app,
    check_suite: {
      id: suiteId(run),
      node_id: nodeId('CheckSuite', suiteId(run)),
      head_branch: pulls[0]?.head.ref ?? null,
      head_sha: run.headSha,
      status: run.status,
      conclusion: run.conclusion === 'skipped' ? null : run.conclusion,
      url: context.addresses.repository(`/check-suites/${suiteId(run)}`),
      before: null,
      after: run.headSha,
      pull_requests: pulls,
      app,
      created_at: run.createdAt,
      updated_at: run.completedAt ?? since,
    },
    pull_requests: pulls,
  }
}

import type { components } from '@octokit/openapi-types'
import type { Context } from '../context.ts'
import { mergedTree } from '../git/change.ts'
import { commitsBetween, fileChanges } from '../git/objects.ts'
import type { Pull } from '../records/records.ts'
import { REPOSITORY_ID, repositoryBody } from './repository.ts'
import { accountBody, nodeId, ownerBody } from './user.ts'

/** Ids and numbers are different things on GitHub, and mixing them up must show. */
const PULL_ID = 500_000

const links = ({ addresses }: Context, { number, head }: Pull) => {
  const api = addresses.repository(`/pulls/${number}`)
  const issue = addresses.repository(`/issues/${number}`)
  return {
    url: api,
    html_url: addresses.pullPage(number),
    diff_url: `${addresses.pullPage(number)}.diff`,
    patch_url: `${addresses.pullPage(number)}.patch`,
    issue_url: issue,
    commits_url: `${api}/commits`,
    review_comments_url: `${api}/comments`,
    review_comment_url: addresses.repository('/pulls/comments{/number}'),
    comments_url: `${issue}/comments`,
    statuses_url: addresses.repository(`/statuses/${head.sha}`),
  }
}

/** A pull request as lists and webhooks show it. */
export const pullSimpleBody = (context: Context, pull: Pull) => {
  const at = links(context, pull)
  const side = ({ ref, sha }: Pull['head']) => ({
    label: `${context.settings.repository.owner}:${ref}`,
    ref,
    sha,
    user: ownerBody(context),
    repo: repositoryBody(context),
  })
  return {
    ...at,
    id: PULL_ID + pull.number,
    node_id: nodeId('PullRequest', pull.number),
    number: pull.number,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    body: pull.body,
    user: accountBody(context, pull.author),
    labels: [],
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.sha ?? null,
    head: side(pull.head),
    base: side(pull.base),
    _links: {
      self: { href: at.url },
      html: { href: at.html_url },
      issue: { href: at.issue_url },
      comments: { href: at.comments_url },
      review_comments: { href: at.review_comments_url },
      review_comment: { href: at.review_comment_url },
      commits: { href: at.commits_url },
      statuses: { href: at.statuses_url },
    },
    author_association: 'COLLABORATOR' as const,
    auto_merge: null,
    draft: false,
  }
}

/** `GET /repos/{owner}/{repo}/pulls/{pull_number}`, with what has to be counted. */
export const pullBody = async (context: Context, pull: Pull) => {
  const { git } = context
  const { base, head } = pull
  const [commits, files, tree] = await Promise.all([
    commitsBetween(git, base.sha, head.sha),
    fileChanges(git, base.sha, head.sha),
    pull.state === 'open' ? mergedTree(git, base.sha, head.sha) : undefined,
  ])
  const mergeable = pull.state === 'open' ? tree !== undefined : null
  return {
    ...pullSimpleBody(context, pull),
    merged: pull.merged !== null,
    mergeable,
    rebaseable: null,
    mergeable_state: mergeable === null ? 'unknown' : mergeable ? 'clean' : 'dirty',
    merged_by: pull.merged === null ? null : accountBody(context, pull.merged.by),
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  } satisfies components['schemas']['pull-request']
}

/** The little that a check run says of a pull request. */
export const pullMinimalBody = ({ addresses, settings }: Context, { number, head, base }: Pull) => {
  const repo = { id: REPOSITORY_ID, url: addresses.repository(), name: settings.repository.name }
  return {
    id: PULL_ID + number,
    number,
    url: addresses.repository(`/pulls/${number}`),
    head: { ref: head.ref, sha: head.sha, repo },
    base: { ref: base.ref, sha: base.sha, repo },
  }
}

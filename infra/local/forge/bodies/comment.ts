import type { components } from '@octokit/openapi-types'
import type { Context } from '../context.ts'
import type { Comment } from '../records/records.ts'
import { appBody } from './app.ts'
import { accountBody, nodeId } from './user.ts'

/** A comment on a pull request; GitHub says by which App it was made. */
export const commentBody = (
  context: Context,
  { id, pull, body, author, byApp, createdAt }: Comment,
): components['schemas']['issue-comment'] => ({
  id,
  node_id: nodeId('IssueComment', id),
  url: context.addresses.repository(`/issues/comments/${id}`),
  html_url: `${context.addresses.pullPage(pull)}#comment-${id}`,
  issue_url: context.addresses.repository(`/issues/${pull}`),
  body,
  user: accountBody(context, author),
  created_at: createdAt,
  updated_at: createdAt,
  author_association: 'COLLABORATOR',
  performed_via_github_app: byApp ? appBody(context) : null,
})

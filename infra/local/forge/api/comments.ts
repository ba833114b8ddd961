import type { Hono } from 'hono'
import * as z from 'zod'
import { commentBody } from '../bodies/comment.ts'
import { type Context, timestamp } from '../context.ts'
import { actorOf } from '../identity/actor.ts'
import { demand } from '../identity/permission.ts'
import type { Comment } from '../records/records.ts'
import { pullByNumber } from '../work/pulls.ts'
import { type Call, onePage, serve } from './operation.ts'

const NewComment = z.object({ body: z.string().min(1).max(65_536) })

/** Comments on pull requests, which GitHub takes for issues: oldest first. */
export const serveComments = (app: Hono, context: Context): void => {
  serve(app, context, 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments', call => {
    demand(call.caller, 'pull_requests', 'read')
    const { items, headers } = onePage(call, asked(context, call))
    return { status: 200, body: items.map(comment => commentBody(context, comment)), headers }
  })
  serve(app, context, 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', call => {
    demand(call.caller, 'pull_requests', 'write')
    const { number } = pullOf(context, call)
    const { comments } = context.records
    const id = comments.nextId()
    const comment = comments.put(id, {
      id,
      pull: number,
      body: NewComment.parse(call.body).body,
      author: actorOf(context, call.caller),
      byApp: call.caller.kind === 'installation',
      createdAt: timestamp(context),
    })
    context.log(`${comment.author} commented on pull request #${number}`)
    return { status: 201, body: commentBody(context, comment) }
  })
}

const pullOf = (context: Context, call: Call): { number: number } =>
  pullByNumber(context, Number(call.param('issue_number')))

const asked = (context: Context, call: Call): Comment[] => {
  const { number } = pullOf(context, call)
  const since = Date.parse(call.query('since') ?? '1970-01-01T00:00:00Z')
  return context.records.comments
    .all()
    .filter(({ pull, createdAt }) => pull === number && Date.parse(createdAt) + 1000 > since)
}

import type { Hono } from 'hono'
import * as z from 'zod'
import { pullBody, pullSimpleBody } from '../bodies/pull.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../failure.ts'
import { actorOf } from '../identity/actor.ts'
import { demand } from '../identity/permission.ts'
import type { Pull } from '../records/records.ts'
import { mergePull, openPull, pullByNumber, pullsOfCommit } from '../work/pulls.ts'
import { type Call, onePage, serve } from './operation.ts'
import { commitSha } from './repository.ts'

const NewPull = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z
    .string()
    .nullish()
    .transform(body => body ?? null),
})

const Merge = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.string().optional(),
})

/** Pull requests: opened, listed, read, merged. */
export const servePulls = (app: Hono, context: Context): void => {
  serve(app, context, 'GET /repos/{owner}/{repo}/pulls', call => {
    demand(call.caller, 'pull_requests', 'read')
    const { items, headers } = onePage(call, chosen(context, call))
    return { status: 200, body: items.map(pull => pullSimpleBody(context, pull)), headers }
  })
  serve(app, context, 'POST /repos/{owner}/{repo}/pulls', async call => {
    demand(call.caller, 'pull_requests', 'write')
    const pull = await openPull(context, NewPull.parse(call.body), actorOf(context, call.caller))
    return { status: 201, body: await pullBody(context, pull) }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/pulls/{pull_number}', async call => {
    demand(call.caller, 'pull_requests', 'read')
    return { status: 200, body: await pullBody(context, pullOf(context, call)) }
  })
  serve(app, context, 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', async call => {
    demand(call.caller, 'contents', 'write')
    const { commit_title: title, commit_message: message, sha, merge_method } = Merge.parse(call.body ?? {})
    if (merge_method !== undefined && merge_method !== 'merge') {
      throw new Refusal(405, `${merge_method} merges are not allowed on this repository.`)
    }
    const { number } = pullOf(context, call)
    const merged = await mergePull(context, number, { sha, title, message }, actorOf(context, call.caller))
    return { status: 200, body: { sha: merged, merged: true, message: 'Pull Request successfully merged' } }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', async call => {
    demand(call.caller, 'pull_requests', 'read')
    const found = await pullsOfCommit(context, await commitSha(context, call.param('commit_sha')))
    const { items, headers } = onePage(call, found)
    return { status: 200, body: items.map(pull => pullSimpleBody(context, pull)), headers }
  })
}

const pullOf = (context: Context, call: Call): Pull =>
  pullByNumber(context, Number(call.param('pull_number')))

const chosen = ({ records, settings }: Context, call: Call): Pull[] => {
  const state = call.query('state') ?? 'open'
  const [head, base] = [call.query('head')?.replace(`${settings.repository.owner}:`, ''), call.query('base')]
  return records.pulls
    .all()
    .filter(pull => state === 'all' || pull.state === state)
    .filter(pull => pull.head.ref === (head ?? pull.head.ref) && pull.base.ref === (base ?? pull.base.ref))
    .toReversed()
}

import type { Hono } from 'hono'
import * as z from 'zod'
import { annotationBody, checkRunBody } from '../bodies/check-run.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../failure.ts'
import { demand, demandInstallation } from '../identity/permission.ts'
import { CheckAction, CheckRun } from '../records/records.ts'
import { checkRunById, checkRunsOf, createCheckRun, updateCheckRun } from '../work/checks.ts'
import { type Call, onePage, serve } from './operation.ts'
import { commitSha } from './repository.ts'

const Time = z.iso
  .datetime({ offset: true })
  .transform(time => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'))

const NewAnnotation = z.object({
  path: z.string(),
  start_line: z.int(),
  end_line: z.int(),
  start_column: z.int().optional(),
  end_column: z.int().optional(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.string().optional(),
  raw_details: z.string().optional(),
})

const Change = z.object({
  name: z.string().optional(),
  status: CheckRun.shape.status.optional(),
  conclusion: CheckRun.shape.conclusion.unwrap().optional(),
  started_at: Time.optional(),
  completed_at: Time.optional(),
  external_id: z.string().optional(),
  details_url: z.string().optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string(),
      text: z.string().optional(),
      annotations: z.array(NewAnnotation).optional(),
    })
    .optional(),
  actions: z.array(CheckAction).optional(),
})

const New = Change.extend({ name: z.string(), head_sha: z.string() })

/** Check runs and their annotations. */
export const serveChecks = (app: Hono, context: Context): void => {
  serve(app, context, 'POST /repos/{owner}/{repo}/check-runs', async call => {
    mayWrite(call)
    const wanted = New.parse(call.body)
    return {
      status: 201,
      body: checkRunBody(context, await createCheckRun(context, wanted.head_sha, wanted)),
    }
  })
  serve(app, context, 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', call => {
    mayWrite(call)
    const run = runOf(context, call)
    if (run.appId !== context.settings.app.id) {
      throw new Refusal(
        403,
        'Invalid app_id: a check run can only be modified by the GitHub App that created it.',
      )
    }
    return {
      status: 200,
      body: checkRunBody(context, updateCheckRun(context, run.id, Change.parse(call.body ?? {}))),
    }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}', call => {
    demand(call.caller, 'checks', 'read')
    return { status: 200, body: checkRunBody(context, runOf(context, call)) }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', call => {
    demand(call.caller, 'checks', 'read')
    const run = runOf(context, call)
    const { items, headers } = onePage(call, run.annotations)
    return { status: 200, body: items.map(annotation => annotationBody(context, run, annotation)), headers }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', async call => {
    demand(call.caller, 'checks', 'read')
    return { status: 200, ...(await listRuns(context, call)) }
  })
}

const mayWrite = ({ caller }: Call): void => {
  demandInstallation(caller)
  demand(caller, 'checks', 'write')
}

const runOf = (context: Context, call: Call): CheckRun =>
  checkRunById(context, Number(call.param('check_run_id')))

const listRuns = async (context: Context, call: Call) => {
  const sha = await commitSha(context, call.param('ref'))
  const wanted = { name: call.query('check_name'), status: call.query('status') }
  const runs = checkRunsOf(context, sha, call.query('filter') === 'all' ? 'all' : 'latest').filter(
    run => run.name === (wanted.name ?? run.name) && run.status === (wanted.status ?? run.status),
  )
  const { items, headers } = onePage(call, runs)
  return {
    body: { total_count: runs.length, check_runs: items.map(run => checkRunBody(context, run)) },
    headers,
  }
}

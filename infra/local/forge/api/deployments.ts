import type { Hono } from 'hono'
import * as z from 'zod'
import { deploymentBody, deploymentStatusBody } from '../bodies/deployment.ts'
import type { Context } from '../context.ts'
import { demand } from '../identity/permission.ts'
import { Deployment, DeploymentStatus } from '../records/records.ts'
import { addStatus, createDeployment, deploymentById, deploymentsWhere } from '../work/deployments.ts'
import { type Call, onePage, serve } from './operation.ts'

const NewDeployment = z.object({
  ref: z.string(),
  task: z.string().default('deploy'),
  auto_merge: z.boolean().default(true),
  required_contexts: z.array(z.string()).optional(),
  payload: Deployment.shape.payload.default(''),
  environment: z.string().default('production'),
  description: z.string().nullable().default(''),
  production_environment: z.boolean().optional(),
})

const NewStatus = z.object({
  state: DeploymentStatus.shape.state,
  log_url: z.url().optional(),
  description: z.string().default(''),
})

/** Deployments and how far each is. */
export const serveDeployments = (app: Hono, context: Context): void => {
  serve(app, context, 'GET /repos/{owner}/{repo}/deployments', call => {
    demand(call.caller, 'deployments', 'read')
    const { items, headers } = onePage(call, chosen(context, call))
    return { status: 200, body: items.map(one => deploymentBody(context, one)), headers }
  })
  serve(app, context, 'POST /repos/{owner}/{repo}/deployments', async call => {
    demand(call.caller, 'deployments', 'write')
    const { auto_merge, required_contexts, production_environment, ...rest } = NewDeployment.parse(call.body)
    const made = await createDeployment(context, {
      ...rest,
      production: production_environment ?? rest.environment === 'production',
      requiredContexts: required_contexts,
      autoMerge: auto_merge,
    })
    return { status: 201, body: deploymentBody(context, made) }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', call => {
    demand(call.caller, 'deployments', 'read')
    const deployment = deploymentOf(context, call)
    const { items, headers } = onePage(call, deployment.statuses.toReversed())
    return {
      status: 200,
      body: items.map(status => deploymentStatusBody(context, deployment, status)),
      headers,
    }
  })
  serve(app, context, 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', call => {
    demand(call.caller, 'deployments', 'write')
    const deployment = deploymentOf(context, call)
    const { state, description, log_url } = NewStatus.parse(call.body)
    const logUrl = log_url ?? context.addresses.commitPage(deployment.sha)
    const status = addStatus(context, deployment.id, { state, description, logUrl })
    return { status: 201, body: deploymentStatusBody(context, deployment, status) }
  })
}

const deploymentOf = (context: Context, call: Call): Deployment =>
  deploymentById(context, Number(call.param('deployment_id')))

const chosen = (context: Context, call: Call): Deployment[] =>
  deploymentsWhere(context, deployment =>
    (['sha', 'ref', 'task', 'environment'] as const).every(
      name => (call.query(name) ?? deployment[name]) === deployment[name],
    ),
  )

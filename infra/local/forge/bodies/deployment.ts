import type { components } from '@octokit/openapi-types'
import type { Context } from '../context.ts'
import type { Deployment, DeploymentStatus } from '../records/records.ts'
import { accountBody, nodeId } from './user.ts'

/** A deployment as the API shows it. */
export const deploymentBody = (
  context: Context,
  deployment: Deployment,
): components['schemas']['deployment'] => {
  const url = context.addresses.repository(`/deployments/${deployment.id}`)
  return {
    url,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: accountBody(context, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.statuses.at(-1)?.createdAt ?? deployment.createdAt,
    statuses_url: `${url}/statuses`,
    repository_url: context.addresses.repository(),
    transient_environment: false,
    production_environment: deployment.production,
  }
}

/** One status of a deployment. */
export const deploymentStatusBody = (
  context: Context,
  deployment: Deployment,
  status: DeploymentStatus,
): components['schemas']['deployment-status'] => {
  const url = context.addresses.repository(`/deployments/${deployment.id}`)
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', `${deployment.id}-${status.id}`),
    state: status.state,
    creator: accountBody(context, deployment.creator),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl,
    log_url: status.logUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: context.addresses.repository(),
  }
}

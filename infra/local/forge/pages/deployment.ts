import { html } from 'hono/html'
import type { Context } from '../context.ts'
import type { Deployment } from '../records/records.ts'
import { stateOfDeployment } from '../work/deployments.ts'
import { ago, commitLink, type Html } from './layout.ts'

/** A deployment as one row: where to, how far, what was said last. */
export const deploymentRow = (context: Context, deployment: Deployment): Html => {
  const state = stateOfDeployment(deployment)
  const last = deployment.statuses.at(-1)
  return html`<div>
    <span class="state ${state}">${state.replaceAll('_', ' ')}</span>
    <strong>${deployment.environment}</strong> ${commitLink(deployment.sha)}
    <span class="grow">${last?.description ?? deployment.description ?? ''}</span>
    <span class="faint">${ago(context, last?.createdAt ?? deployment.createdAt)}</span>
  </div>`
}

/** True while a deployment may still change by itself. */
export const isUnderWay = (deployment: Deployment): boolean =>
  ['queued', 'in_progress'].includes(stateOfDeployment(deployment))

import { html } from 'hono/html'
import type { Context } from '../context.ts'
import { Refusal } from '../failure.ts'
import { atLeast } from '../identity/permission.ts'
import type { Delivery } from '../records/records.ts'
import { ago, type Html, type Page } from './layout.ts'
import type { Visitor } from './session.ts'

const SHOWN = 30

/** `/deliveries`: the webhooks that were sent and how they were answered; for maintainers. */
export const deliveriesPage = (context: Context, visitor: Visitor): Page => {
  if (!atLeast(visitor.user.role, 'maintain')) throw new Refusal(403, 'webhooks are for maintainers to see')
  const deliveries = context.records.deliveries.all().slice(-SHOWN).toReversed()
  return {
    title: 'webhooks',
    user: visitor.user,
    live: deliveries.some(({ status }) => status === 'pending'),
    body: html`<h1>Webhooks</h1>
      <div class="card rows">${deliveries.map(delivery => row(context, visitor, delivery))}</div>`,
  }
}

const row = (context: Context, { formToken }: Visitor, delivery: Delivery): Html => {
  const state = delivery.status === 'OK' ? 'success' : delivery.status === 'pending' ? 'queued' : 'failure'
  const name = delivery.action === null ? delivery.event : `${delivery.event}.${delivery.action}`
  const payload = JSON.stringify(JSON.parse(delivery.request.body), null, 2)
  return html`<div>
    <span class="state ${state}">${delivery.statusCode || delivery.status}</span>
    <details class="grow">
      <summary>${name} ${delivery.redelivery ? html`<span class="faint">again</span>` : ''}</summary>
      <p class="faint">${delivery.guid}, ${delivery.duration} s, ${delivery.status}</p>
      <pre>${payload}</pre>
      <pre>${delivery.response.body}</pre>
    </details>
    <span class="faint">${ago(context, delivery.deliveredAt)}</span>
    <form method="post" action="/deliveries/${delivery.id}/attempts">
      <input type="hidden" name="token" value="${formToken}" />
      <button class="quiet">Send again</button>
    </form>
  </div>`
}

import { randomBytes } from 'node:crypto'
import type { Hono } from 'hono'
import * as z from 'zod'
import { appBody, appPermissions, INSTALLATION_ID, installationBody } from '../bodies/app.ts'
import { REPOSITORY_ID } from '../bodies/repository.ts'
import { type Context, timestamp } from '../context.ts'
import { notFound, Refusal } from '../failure.ts'
import { tokenHash } from '../identity/caller.ts'
import { demandApp } from '../identity/permission.ts'
import type { Delivery } from '../records/records.ts'
import { type Call, serve } from './operation.ts'

const HOUR_MS = 3_600_000

const TokenRequest = z.object({
  permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
})

/** The App's own routes: its installation, tokens for it, and its webhook deliveries. */
export const serveApp = (app: Hono, context: Context): void => {
  serve(app, context, 'GET /app', ({ caller }) => {
    demandApp(caller)
    return { status: 200, body: { ...appBody(context), installations_count: 1 } }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/installation', ({ caller }) => {
    demandApp(caller)
    return { status: 200, body: installationBody(context) }
  })
  serve(app, context, 'POST /app/installations/{installation_id}/access_tokens', call => {
    demandApp(call.caller)
    if (call.param('installation_id') !== String(INSTALLATION_ID)) throw notFound()
    return { status: 201, body: makeToken(context, TokenRequest.parse(call.body ?? {}).permissions) }
  })
  serve(app, context, 'GET /app/hook/deliveries', call => {
    demandApp(call.caller)
    return listDeliveries(context, call)
  })
  serve(app, context, 'GET /app/hook/deliveries/{delivery_id}', call => {
    demandApp(call.caller)
    return { status: 200, body: deliveryBody(deliveryOf(context, call)) }
  })
  serve(app, context, 'POST /app/hook/deliveries/{delivery_id}/attempts', call => {
    demandApp(call.caller)
    context.deliveries.redeliver(deliveryOf(context, call).id)
    return { status: 202, body: {} }
  })
}

/** A token for an hour with all that the App may do, or less when it asks for less. */
const makeToken = (
  context: Context,
  wanted: Readonly<Record<string, 'read' | 'write' | 'admin'>> | undefined,
) => {
  const granted = appPermissions(context)
  const permissions: Record<string, 'read' | 'write'> = {}
  for (const [resource, access] of Object.entries(wanted ?? granted)) {
    if (
      access === 'admin' ||
      granted[resource] === undefined ||
      (granted[resource] === 'read' && access === 'write')
    ) {
      throw new Refusal(422, 'The permissions requested are not granted to this installation.')
    }
    permissions[resource] = access
  }
  const token = `ghs_${randomBytes(27).toString('base64url')}`
  const expiresAt = timestamp({ now: () => new Date(context.now().getTime() + HOUR_MS) })
  const record = { hash: tokenHash(token), expiresAt, permissions }
  // An expired token's place is taken again, so that they do not pile up.
  const stale = context.records.tokens.all().findIndex(old => new Date(old.expiresAt) <= context.now())
  context.records.tokens.put(stale < 0 ? context.records.tokens.nextId() : stale + 1, record)
  return { token, expires_at: expiresAt, permissions, repository_selection: 'selected' }
}

const listDeliveries = (context: Context, call: Call) => {
  const size = Math.min(Number.parseInt(call.query('per_page') ?? '30', 10) || 30, 100)
  const before = Number.parseInt(call.query('cursor') ?? '', 10) || Number.POSITIVE_INFINITY
  const older = context.records.deliveries
    .all()
    .filter(({ id }) => id < before)
    .toReversed()
  const page = older.slice(0, size)
  const next = `${context.addresses.api('/app/hook/deliveries')}?per_page=${size}&cursor=${page.at(-1)?.id}`
  const headers = older.length > size ? { Link: `<${next}>; rel="next"` } : {}
  return { status: 200 as const, body: page.map(deliveryItem), headers }
}

const deliveryOf = (context: Context, call: Call): Delivery => {
  const delivery = context.records.deliveries.get(Number(call.param('delivery_id')))
  if (delivery === undefined) throw notFound()
  return delivery
}

const deliveryItem = (delivery: Delivery) => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: delivery.deliveredAt,
  redelivery: delivery.redelivery,
  duration: delivery.duration,
  status: delivery.status,
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: INSTALLATION_ID,
  repository_id: REPOSITORY_ID,
})

const deliveryBody = (delivery: Delivery) => ({
  ...deliveryItem(delivery),
  request: { headers: delivery.request.headers, payload: JSON.parse(delivery.request.body) },
  response: { headers: delivery.response.headers, payload: delivery.response.body },
})

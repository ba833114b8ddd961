import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { TIMESTAMP } from '../../schema/wire/repository.ts'
import type { RouteContext } from './context.ts'

/** The shapes of names in the TUF repository, and of the packages beside it; nothing else in the store is ever served. */
const KNOWN =
  /^(metadata\/(timestamp|[1-9]\d{0,9}\.(root|snapshot|targets|gateway\.[a-z][a-z0-9-]{0,30}))\.json|targets\/[a-z][a-z0-9-]{0,30}\/[0-9a-f]{64}\.bundle\.json|packages\/[0-9a-f]{64})$/

/** Numbered and content-addressed objects never change; the timestamp must be asked about each time. */
const cacheOf = (path: string): string =>
  path === TIMESTAMP ? 'no-cache' : 'public, max-age=31536000, immutable'

/** `GET repository/*`: what gateways poll. Anybody may read it: it holds no secret, and says itself whether it is genuine. */
export const repositoryRoute = new Hono<RouteContext>().get('/*', etag(), async c => {
  const path = c.req.path.slice(c.req.path.indexOf('/repository/') + '/repository/'.length)
  const object = KNOWN.test(path) ? await c.var.store.get(path) : undefined
  if (object === undefined) return c.text('not found', 404, { 'Cache-Control': 'no-store' })
  return c.body(new Uint8Array(object.bytes), 200, {
    'Content-Type': path.endsWith('.json') ? 'application/json' : 'application/octet-stream',
    'Cache-Control': cacheOf(path),
    ETag: `"${object.etag}"`,
  })
})

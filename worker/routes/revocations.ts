import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { revocationPath } from '../flows/publish/publish-revocations.ts'
import type { RouteContext } from './context.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,100}\.crl$/

/** `GET pki/<name>.crl`: a revocation list, where the certificates of its authority say that it is (docs/protocol.md §9.1, RFC 5280 §4.2.1.13). */
export const revocationsRoute = new Hono<RouteContext>().get('/:name', etag(), async c => {
  const name = c.req.param('name')
  const object = NAME.test(name) ? await c.var.store.get(revocationPath(name)) : undefined
  if (object === undefined) return c.text('not found', 404, { 'Cache-Control': 'no-store' })
  return c.body(new Uint8Array(object.bytes), 200, {
    'Content-Type': 'application/pkix-crl',
    'Cache-Control': 'public, max-age=300',
    ETag: `"${object.etag}"`,
  })
})

import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { digestOf } from '../../schema/wire/canonical.ts'
import { type Html, PAGE_POLICY } from '../pages/page.ts'

/** Asked for by the script of a page: only what is on it, and only when that is something else by now. */
const PART = 'Cygnet-Part'

/** Sends a page with everything that keeps it to itself. */
export const sent = (
  c: Context,
  page: Html,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> => {
  guarded(c)
  return c.html(page, status)
}

/** The page, or its parts for the script that asks for news. */
export const sentLive = async (c: Context, body: Html, whole: () => Html): Promise<Response> => {
  if (c.req.header(PART) !== 'main') return sent(c, whole())
  const text = String(await body)
  const tag = `"${digestOf(new TextEncoder().encode(text)).slice(0, 32)}"`
  guarded(c)
  c.header('ETag', tag)
  return c.req.header('If-None-Match') === tag ? c.body(null, 304) : c.html(text)
}

const guarded = (c: Context): void => {
  c.header('Content-Security-Policy', PAGE_POLICY)
  c.header('Cache-Control', 'no-store')
  c.header('Vary', PART)
  c.header('Referrer-Policy', 'no-referrer')
  c.header('Cross-Origin-Opener-Policy', 'same-origin')
  c.header('Cross-Origin-Resource-Policy', 'same-origin')
}

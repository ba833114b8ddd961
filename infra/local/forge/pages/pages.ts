import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Hono, type Context as HonoContext } from 'hono'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'
import type { Context } from '../context.ts'
import { Refusal } from '../failure.ts'
import { pullByNumber } from '../work/pulls.ts'
import { serveAuthorize } from './authorize.ts'
import { commitPage } from './commit-page.ts'
import { serveDeeds } from './deeds.ts'
import { deliveriesPage } from './deliveries-page.ts'
import { layout, type Page } from './layout.ts'
import { pullPage } from './pull-page.ts'
import { repositoryPage } from './repository-page.ts'
import { Sessions, type Visitor } from './session.ts'

const STYLE = readFileSync(path.join(import.meta.dirname, 'style.css'), 'utf8')

/** No script runs on these pages, nothing is loaded from elsewhere, and nobody may frame them. */
const policy = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  // It is plain HTTP on one's own machine.
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
})

/** Pages for people, rendered here, without scripts. */
export const makePages = (context: Context): Hono => {
  const app = new Hono()
  const sessions = new Sessions(context)
  app.use(policy)
  app.get('/style.css', c => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  app.get('/login', async c => {
    await sessions.open(c, c.req.query('token') ?? '')
    return c.redirect('/', 303)
  })
  const page = (route: string, make: (visitor: Visitor, c: HonoContext) => Page | Promise<Page>) =>
    app.get(route, async c => c.html(layout(context, await make(await sessions.visitor(c), c))))
  page('/', visitor => repositoryPage(context, visitor))
  page('/pulls/:number', (visitor, c) => {
    return pullPage(context, visitor, pullByNumber(context, Number(c.req.param('number'))))
  })
  page('/commits/:sha', (visitor, c) => commitPage(context, visitor, c.req.param('sha') ?? ''))
  page('/deliveries', visitor => deliveriesPage(context, visitor))
  serveDeeds(app, context, sessions)
  serveAuthorize(app, context, sessions)
  app.notFound(c => c.text('Not Found\n', 404))
  app.onError((error, c) => refuse(context, c, error))
  return app
}

const refuse = (context: Context, c: HonoContext, error: Error): Response | Promise<Response> => {
  const known = error instanceof Refusal
  if (!known) context.log(`error: ${c.req.method} ${c.req.path}: ${error.message}`)
  const status = known ? error.status : 500
  const message = known
    ? [error.message, ...error.errors.map(field => field.message)].join(': ')
    : 'our own fault'
  if (c.req.header('authorization') !== undefined) return c.json({ message }, status)
  return c.html(
    layout(context, { title: String(status), user: undefined, body: html`<p>${message}</p>` }),
    status,
  )
}

import type { Hono } from 'hono'
import type { Context } from '../context.ts'

/** Pages for people. */
export const servePages = (app: Hono, context: Context): void => {
  app.get('/', c => c.text(context.addresses.fullName))
}

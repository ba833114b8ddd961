import { html } from 'hono/html'
import type { Context } from '../context.ts'
import type { User } from '../records/records.ts'

/** A piece of a page, its text already escaped. */
export type Html = ReturnType<typeof html>

export interface Page {
  readonly title: string
  readonly user: User | undefined
  /** Something on the page is still going on: it loads itself again. */
  readonly live?: boolean
  readonly body: Html
}

/** A whole page. */
export const layout = (context: Context, { title, user, live, body }: Page): Html => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    ${live === true ? html`<meta http-equiv="refresh" content="2" />` : ''}
    <title>${title} · ${context.addresses.fullName}</title>
    <link rel="stylesheet" href="/style.css" />
  </head>
  <body>
    <header>
      <a class="home" href="/"><span class="swan">🦢</span> ${context.addresses.fullName}</a>
      <nav>
        ${user === undefined ? '' : html`<a href="/deliveries">webhooks</a><span>${user.login} · ${user.role}</span>`}
      </nav>
    </header>
    <main>${body}</main>
  </body>
</html>`

/** The first seven digits of a SHA, leading to the commit. */
export const commitLink = (sha: string): Html =>
  html`<a class="sha" href="/commits/${sha}">${sha.slice(0, 7)}</a>`

/** How long ago, in the largest unit that fits. */
export const ago = ({ now }: Context, time: string): string => {
  const seconds = Math.max(0, Math.round((now().getTime() - new Date(time).getTime()) / 1000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`
}

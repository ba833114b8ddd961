import { html, raw } from 'hono/html'
import { STYLE } from './style.ts'

/** A piece of a page, its text already escaped. */
export type Html = ReturnType<typeof html>

export interface Page {
  readonly title: string
  readonly network: string
  /** Seconds after which it loads itself again, while something on it goes on. */
  readonly again: number | undefined
  readonly body: Html
}

/**
 * Nothing may be loaded, sent or framed: a page is one answer, and what a gateway said on it can do nothing. The hash of the
 * style would be the same as allowing it, since no style of foreign text is ever written.
 */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A whole page, readable without a script and without a network beside the one that brought it. */
export const page = ({ title, network, again, body }: Page): Html => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    ${again === undefined ? '' : html`<meta http-equiv="refresh" content="${again}" />`}
    <title>${title} · ${network}</title>
    <style>${raw(STYLE)}</style>
  </head>
  <body>
    <header>cygnet · ${network}</header>
    <main>${body}</main>
  </body>
</html>`

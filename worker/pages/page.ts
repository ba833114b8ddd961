import { html, raw } from 'hono/html'
import { digestOf } from '../../schema/wire/canonical.ts'
import { MARKS } from './marks.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'

/** A piece of a page, its text already escaped. */
export type Html = ReturnType<typeof html>

export interface Page {
  readonly title: string
  readonly network: string
  /** Seconds after which it looks for news by itself; undefined for what does not change. */
  readonly again: number | undefined
  /** Where in the network this is, for somebody who may see all of it; undefined for a page that stands by itself. */
  readonly place?: Place | undefined
  readonly body: Html
}

export interface Place {
  readonly current: Section
  /** Who looks; undefined for who came through Cloudflare Access. */
  readonly login: string | undefined
}

const SECTIONS = {
  network: ['', 'Network'],
  gateways: ['/gateways', 'Gateways'],
  tunnels: ['/tunnels', 'Tunnels'],
  rollout: ['/rollout', 'Rollout'],
  releases: ['/releases', 'Releases'],
  audit: ['/audit', 'Audit log'],
} as const

export type Section = keyof typeof SECTIONS

/** Where the pages of a network begin. */
export const baseOf = (network: string): string => `/networks/${network}`

const sourceOf = (text: string): string =>
  `'sha256-${Buffer.from(digestOf(new TextEncoder().encode(text)), 'hex').toString('base64')}'`

/**
 * One style and one script, by their hashes, so that neither markup nor a handler that somebody brings in is ever run; nothing is
 * loaded from elsewhere, nothing is sent but the question for news, nothing may frame it.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src ${sourceOf(STYLE)}`,
  `script-src ${sourceOf(SCRIPT)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A ring and a dot: no request for an icon, and the tab is found again. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='6' fill='none' stroke='%230b6e99' stroke-width='2.5'/%3E%3Ccircle cx='8' cy='8' r='2' fill='%230b6e99'/%3E%3C/svg%3E"

/** A whole page, readable without a script and without a network beside the one that brought it. */
export const page = ({ title, network, again, place, body }: Page): Html => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    ${again === undefined ? '' : html`<noscript><meta http-equiv="refresh" content="${again}" /></noscript>`}
    <title>${title} · ${network}</title>
    <link rel="icon" href="${ICON}" />
    <style>${raw(STYLE)}</style>
  </head>
  <body>
    <a class="skip" href="#main">Skip to the page</a>
    ${raw(MARKS)}
    <header class="top">
      <div class="bar">
        <span class="brand">${place === undefined ? html`<strong>${network}</strong>` : html`<a href="${baseOf(network)}"><strong>${network}</strong></a>`}
          <span class="faint">cygnet</span></span>
        ${place === undefined ? '' : navigation(network, place)}
        <span class="who">
          ${again === undefined ? '' : html`<span id="pulse" class="pulse" role="status"></span>`}
          ${place === undefined ? '' : who(network, place)}
        </span>
      </div>
    </header>
    <main id="main" tabindex="-1" ${again === undefined ? '' : html` data-every="${again}"`}>${body}</main>
    ${again === undefined ? '' : html`<script>${raw(SCRIPT)}</script>`}
  </body>
</html>`

const navigation = (network: string, { current }: Place): Html => html`<nav aria-label="Pages">
  ${Object.entries(SECTIONS).map(
    ([section, [path, word]]) =>
      html`<a href="${baseOf(network)}${path}"${section === current ? raw(' aria-current="page"') : ''}>${word}</a>`,
  )}
</nav>`

const who = (network: string, { login }: Place): Html =>
  login === undefined
    ? html`<span>read only</span>`
    : html`<span>${login}</span> <a href="${baseOf(network)}/logout">Log out</a>`

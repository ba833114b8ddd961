import { html } from 'hono/html'
import { baseOf, type Html, page } from './page.ts'

/** Why somebody stands outside. */
export type Outside =
  | { readonly kind: 'log-in'; readonly to: string }
  /** The deployment has no way in. */
  | { readonly kind: 'no-door' }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string }
  | { readonly kind: 'logged-out' }

/** The page before all others. */
export const doorPage = (network: string, why: Outside): Html =>
  page({
    title: 'Log in',
    network,
    again: undefined,
    body: html`<div class="door part">${words(network, why)}</div>`,
  })

/** A log in that came to nothing, wherever it was begun. */
export const lostPage = ({ message, hint }: { readonly message: string; readonly hint: string }): Html =>
  page({
    title: 'Log in',
    network: 'cygnet',
    again: undefined,
    body: html`<div class="door part"><h1>Not logged in</h1><p>${message}.</p><p class="faint">${hint}.</p>
      <p><a class="button" href="/">Begin again</a></p></div>`,
  })

/** The networks that are served, for who comes without naming one. */
export const networksPage = (networks: readonly string[]): Html =>
  page({
    title: 'Networks',
    network: 'cygnet',
    again: undefined,
    body: html`<div class="door part"><h1>Networks</h1>
      <ul class="list">${networks.map(name => html`<li><a href="${baseOf(name)}">${name}</a></li>`)}</ul></div>`,
  })

const words = (network: string, why: Outside): Html => {
  switch (why.kind) {
    case 'log-in':
      return html`<h1>${network}</h1>
        <p>Whoever may read the network’s repository may see how the network is. Nothing can be changed here.</p>
        ${button(network, why.to)}`
    case 'no-door':
      return html`<h1>${network}</h1>
        <p>Nobody can log in here yet: the deployment has neither <code>GITHUB_CLIENT_ID</code> with its secret nor
        <code>ACCESS_TEAM</code>. docs/guide/pages.md says how to set them.</p>`
    case 'refused':
      return html`<h1>Not here</h1><p>${why.message}.</p><p class="faint">${why.hint}.</p>${button(network, baseOf(network))}`
    case 'logged-out':
      return html`<h1>Logged out</h1><p>The session in this browser is gone. At GitHub you are logged in as before.</p>
        ${button(network, baseOf(network))}`
    default:
      return why satisfies never
  }
}

const button = (network: string, to: string): Html =>
  html`<p><a class="button" href="${baseOf(network)}/login?to=${encodeURIComponent(to)}">Log in with GitHub</a></p>`

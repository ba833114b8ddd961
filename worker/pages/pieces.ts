import { html } from 'hono/html'
import type { Health, Tone } from '../health/tone.ts'
import { short } from '../rollout/words.ts'
import { baseOf, type Html } from './page.ts'

/** What goes into a template where there may be nothing. */
export type Maybe = Html | ''

/** The sign of a tone; the word stands beside it, so nobody needs it read out. */
export const mark = (tone: Tone): Html =>
  html`<svg class="mark ${tone}" width="16" height="16" aria-hidden="true" focusable="false"><use href="#mark-${tone}"></use></svg>`

/** How it is with something: sign and word. */
export const state = ({ tone, word }: Health): Html =>
  html`<span class="state ${tone}">${mark(tone)}<span class="word">${word}</span></span>`

/** A part of a page that is brought up to date by itself. */
export const part = (id: string, heading: Html | string, body: Html | Html[], note: Maybe = ''): Html =>
  html`<section id="${id}" class="part" data-part aria-labelledby="${id}-title">
    <div class="title"><h2 id="${id}-title">${heading}</h2>${note}</div>
    ${body}
  </section>`

/** The first part of a page: what it is about. */
export const head = (title: Html | string, lines: Maybe): Html =>
  html`<div id="head" class="head" data-part><h1>${title}</h1>${lines}</div>`

/** What stands where there is nothing yet, and what to do about it. */
export const empty = (words: Html | string): Html => html`<p class="empty">${words}</p>`

/** Figures that belong together, each with its name. */
export const figures = (pairs: readonly (readonly [string, Html | string])[]): Html =>
  html`<dl class="figures">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`

/** A wide table: it scrolls by itself on a phone, and the keyboard reaches it. */
export const table = (id: string, caption: string, names: readonly string[], rows: Html[]): Html =>
  html`<div class="scroll" id="${id}" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <thead><tr>${names.map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows}</tbody>
    </table>
  </div>`

export const gatewayLink = (network: string, name: string): Html =>
  html`<a href="${baseOf(network)}/gateways/${name}">${name}</a>`

export const tunnelLink = (network: string, name: string): Html =>
  html`<a href="${baseOf(network)}/tunnels/${name}">${name}</a>`

/** The first digits of a digest or a commit; all of them for who rests the pointer on it. */
export const code = (digest: string): Html => html`<code title="${digest}">${short(digest)}</code>`

/** How long ago, in the largest unit that fits; the moment itself beside it for who asks. */
export const ago = (now: number, at: number): Html => {
  const moment = new Date(at).toISOString()
  return html`<time datetime="${moment}" title="${moment.slice(0, 19).replace('T', ' ')} UTC">${agoWords(now - at)}</time>`
}

const agoWords = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`
}

/** `14:05`, of milliseconds since 1970, in UTC: a page knows nobody's time zone. */
export const clockOf = (at: number): string => new Date(at).toISOString().slice(11, 16)

/** `26 Nov`. */
export const dayOf = (at: number): string => {
  const date = new Date(at)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

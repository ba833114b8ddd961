import { html } from 'hono/html'
import type { Html } from './page.ts'
import type { Maybe } from './pieces.ts'

/** One page of a list that may be long. */
export interface Sheet<T> {
  readonly rows: readonly T[]
  /** From 1. */
  readonly page: number
  readonly pages: number
  /** Of the whole list. */
  readonly total: number
}

/** Rows that are drawn at once: a mesh of two hundred gateways has twenty thousand tunnels. */
const ROWS = 100

/** The page that was asked for, or the nearest that there is. */
export const sheetOf = <T>(all: readonly T[], asked: number): Sheet<T> => {
  const pages = Math.max(1, Math.ceil(all.length / ROWS))
  const page = Math.min(Math.max(1, asked), pages)
  return { rows: all.slice((page - 1) * ROWS, page * ROWS), page, pages, total: all.length }
}

/** Links to the other pages: plain addresses, so that they work without script. Nothing where one page holds it all. */
export const turnOver = (address: string, { page, pages, total }: Sheet<unknown>): Maybe => {
  if (pages === 1) return ''
  const to = (number: number, words: string, rel: string): Html =>
    html`<a href="${address}${address.includes('?') ? '&' : '?'}page=${number}" rel="${rel}">${words}</a>`
  return html`<nav class="further" aria-label="Pages of the list">
    ${page > 1 ? html`${to(1, 'First', 'first')} ${to(page - 1, 'Before', 'prev')}` : ''}
    <span class="faint">${(page - 1) * ROWS + 1} to ${Math.min(page * ROWS, total)} of ${total}</span>
    ${page < pages ? html`${to(page + 1, 'Next', 'next')} ${to(pages, 'Last', 'last')}` : ''}
  </nav>`
}

import { html, raw } from 'hono/html'
import { type Loss, lossOf, shareOf, shareWords } from '../health/loss.ts'
import type { Html } from './page.ts'
import { clockOf, dayOf, empty } from './pieces.ts'
import type { HeatCell } from './view.ts'

/** A stretch of time in equal cells: milliseconds since 1970, and of one cell. */
export interface Span {
  readonly id: string
  readonly from: number
  readonly width: number
  readonly count: number
  /** Cells from one number of the axis to the next, and what each says. */
  readonly tick: number
  readonly words: (at: number) => string
  /** Whether a day has to be named to say when. */
  readonly dated: boolean
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The last day in cells of five minutes, up to the end of the hour that is under way. */
export const dayUntil = (now: number): Span => {
  const from = Math.floor(now / HOUR) * HOUR - 23 * HOUR
  return { id: 'day', from, width: 300_000, count: 288, tick: 36, words: clockOf, dated: false }
}

/** The last seven days in hours, up to the end of today. */
export const weekUntil = (now: number): Span => {
  const from = Math.floor(now / DAY) * DAY - 6 * DAY
  return { id: 'week', from, width: HOUR, count: 168, tick: 24, words: dayOf, dated: true }
}

/** One row of a map: what one end saw, through the tunnel or below it. */
export interface HeatRow {
  readonly gateway: string
  readonly inside: boolean
}

/** Shares of loss from which a cell is one step darker, and higher. */
const STEPS = [0, 0.001, 0.01, 0.05, 0.25] as const

/** 0: nothing was lost. Undefined: nothing was sent. */
const levelOf = (loss: Loss | undefined): number | undefined => {
  if (loss === undefined || loss.sent === 0) return undefined
  return loss.lost === 0 ? 0 : STEPS.filter(step => shareOf(loss) >= step).length
}

const HEIGHT = 26
/** By level, in the units of the row: what is worse is higher as well as darker. */
const HEIGHTS = [5, 9, 13, 17, 21, HEIGHT] as const

/** Loss over a stretch of time, a row for each end and each way; all rows share one axis, so what happened together stands together. */
export const heatMap = (
  span: Span,
  rows: readonly HeatRow[],
  cells: readonly HeatCell[],
): Html => html`<div class="heat">
  ${rows.map(row => heatRow(span, row, cellsOf(span, row, cells)))}
  <div class="axis" aria-hidden="true"><span></span><div class="ticks">${ticks(span)}</div></div>
</div>`

const cellsOf = (
  { from, width, count }: Span,
  { gateway, inside }: HeatRow,
  cells: readonly HeatCell[],
): (Loss | undefined)[] => {
  const row = Array.from({ length: count }, (): Loss | undefined => undefined)
  for (const cell of cells) {
    const index = Math.floor((cell.at - from) / width)
    if (cell.gateway === gateway && cell.inside === inside && index >= 0 && index < count) row[index] = cell
  }
  return row
}

const heatRow = (span: Span, { gateway, inside }: HeatRow, row: readonly (Loss | undefined)[]): Html => {
  const way = inside ? 'inside' : 'underlay'
  const all = lossOf(row.filter(cell => cell !== undefined))
  const said = all === undefined ? 'nothing measured' : `${shareWords(shareOf(all))} lost`
  return html`<div class="row">
    <div class="of"><strong>${gateway}</strong> <span>${way}</span></div>
    <svg viewBox="0 0 ${span.count} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${gateway}, ${way}: ${said}">
      ${raw(rectsOf(span, row))}
    </svg>
    <div class="sum">${said}</div>
  </div>`
}

/** Only numbers and words of ours: nothing that anybody said. Equal cells without loss are one rectangle. */
const rectsOf = (span: Span, row: readonly (Loss | undefined)[]): string => {
  const rects: string[] = []
  for (let index = 0; index < row.length; ) {
    const cell = row[index]
    const level = levelOf(cell)
    let end = index + 1
    if (level === 0 || level === undefined) while (end < row.length && levelOf(row[end]) === level) end++
    if (level !== undefined) rects.push(rect(span, index, end - index, level, cell))
    index = end
  }
  return rects.join('')
}

const rect = (span: Span, x: number, wide: number, level: number, loss: Loss | undefined): string => {
  const high = HEIGHTS[level] ?? HEIGHT
  const title =
    level === 0 || loss === undefined
      ? ''
      : `<title>${when(span, x)}: ${shareWords(shareOf(loss))} of ${loss.sent}</title>`
  return `<rect class="l${level}" x="${x}" y="${HEIGHT - high}" width="${wide}" height="${high}">${title}</rect>`
}

const when = ({ from, width, dated }: Span, index: number): string => {
  const at = from + index * width
  return `${dated ? `${dayOf(at)} ` : ''}${clockOf(at)}`
}

const ticks = ({ from, width, count, tick, words }: Span): Html[] =>
  Array.from(
    { length: Math.floor(count / tick) },
    (_, index) => html`<span>${words(from + index * tick * width)}</span>`,
  )

/** Rows of the table, at most: the newest. */
const MOST_ROWS = 60

/** The same for who cannot see the map: every stretch in which something was lost, the newest first. */
export const heatTable = (span: Span, rows: readonly HeatRow[], cells: readonly HeatCell[]): Html => {
  const all = rows.map(row => cellsOf(span, row, cells))
  const lossy = Array.from({ length: span.count }, (_, index) => index)
    .filter(index => all.some(row => (row[index]?.lost ?? 0) > 0))
    .reverse()
  if (lossy.length === 0) return empty('Nothing was lost in what was measured.')
  return html`<div class="scroll" id="${span.id}-table" tabindex="0" role="region" aria-label="Loss, the newest first"><table>
    <thead><tr><th scope="col">UTC</th>${rows.map(({ gateway, inside }) => html`<th scope="col">${gateway}, ${inside ? 'inside' : 'underlay'}</th>`)}</tr></thead>
    <tbody>${lossy
      .slice(0, MOST_ROWS)
      .map(
        index =>
          html`<tr><th scope="row">${when(span, index)}</th>${all.map(row => html`<td>${cellWords(row[index])}</td>`)}</tr>`,
      )}</tbody>
  </table></div>
  ${lossy.length > MOST_ROWS ? html`<p class="faint">${lossy.length - MOST_ROWS} older stretches are left out.</p>` : ''}`
}

const cellWords = (loss: Loss | undefined): string =>
  loss === undefined || loss.sent === 0 ? 'not measured' : shareWords(shareOf(loss))

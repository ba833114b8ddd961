import { html } from 'hono/html'
import { shareOf, shareWords } from '../health/loss.ts'
import type { TunnelEnd, TunnelLine } from '../health/tunnel.ts'
import { count } from '../rollout/words.ts'
import { dayUntil, type HeatRow, heatMap, heatTable, type Span, weekUntil } from './heat.ts'
import { lossList } from './losses.ts'
import { baseOf, type Html } from './page.ts'
import { empty, figures, gatewayLink, head, part, state, table, tunnelLink } from './pieces.ts'
import { turnOver } from './sheet.ts'
import type { HeatCell, TunnelsView, TunnelView } from './view.ts'

/** Every tunnel of the network or of one gateway, the worst first. */
export const tunnelsBody = (network: string, { gateway, sheet, drawn }: TunnelsView): Html => {
  const all = `${baseOf(network)}/tunnels`
  const whose =
    gateway === undefined
      ? ''
      : html` of ${gatewayLink(network, gateway)}; <a href="${all}">those of all gateways</a>`
  return html`
  ${head('Tunnels', html`<p class="lead">${count(sheet.total, 'tunnel')}, the worst first${whose}.</p>`)}
  <section id="tunnels" class="part" data-part aria-label="Tunnels">
    ${
      sheet.total > 0 || gateway !== undefined
        ? tunnelTable(network, sheet.rows)
        : empty(
            drawn
              ? 'None yet. Write tunnels, a mesh or a hub into the topology.'
              : 'The newest release is being read; they come by themselves.',
          )
    }
    ${turnOver(gateway === undefined ? all : `${all}?gateway=${gateway}`, sheet)}
  </section>`
}

/** Tunnels with their two ends. */
export const tunnelTable = (network: string, tunnels: readonly TunnelLine[]): Html =>
  tunnels.length === 0
    ? empty('None.')
    : table(
        'tunnels-table',
        'Tunnels',
        ['Tunnel', 'How it is', 'Between', 'Loss inside', 'Underlay', 'Round trip'],
        tunnels.map(line => tunnelRow(network, line)),
      )

const tunnelRow = (network: string, { name, health, ends }: TunnelLine): Html => html`<tr>
  <th scope="row">${tunnelLink(network, name)}</th>
  <td>${state(health)}</td>
  <td>${ends.map((end, index) => html`${index === 0 ? '' : ' ↔ '}${endName(network, end)}`)}</td>
  <td class="number">${worstLoss(ends, 'inside')}</td>
  <td class="number">${worstLoss(ends, 'underlay')}</td>
  <td class="number">${rtt(ends)}</td>
</tr>`

const endName = (network: string, { kind, name }: TunnelEnd): Html | string =>
  kind === 'gateway' ? gatewayLink(network, name) : name

/** Where nobody is asked to measure, that nothing was measured is no news. */
const worstLoss = (ends: readonly TunnelEnd[], path: 'inside' | 'underlay'): Html | string => {
  const shares = ends.flatMap(end => end[path] ?? []).map(shareOf)
  if (shares.length > 0) return shareWords(Math.max(...shares))
  return html`<span class="faint">${ends.some(({ measures }) => measures) ? 'not measured' : '–'}</span>`
}

const rtt = (ends: readonly TunnelEnd[]): Html | string => {
  const means = ends.flatMap(end => end.rtt ?? [])
  return means.length === 0 ? html`<span class="faint">–</span>` : milliseconds(Math.max(...means))
}

const milliseconds = (number: number): string => `${number < 10 ? number.toFixed(1) : Math.round(number)} ms`

/** One tunnel: both ends, and how much was lost when. */
export const tunnelBody = (network: string, now: number, view: TunnelView): Html => {
  const { tunnel, day, week, losses } = view
  const rows = tunnel.ends
    .filter(({ kind }) => kind === 'gateway')
    .flatMap(({ name }): HeatRow[] => [
      { gateway: name, inside: true },
      { gateway: name, inside: false },
    ])
  return html`
    ${head(
      html`${tunnel.name} ${state(tunnel.health)}`,
      html`<p class="lead">${tunnel.ends.map((end, index) => html`${index === 0 ? '' : ' ↔ '}${endName(network, end)}`)}${tunnel.group === undefined ? '' : ` · ${tunnel.group.replace('/', ' ')}`}</p>`,
    )}
    <div class="beside">${tunnel.ends.map((end, index) => endPart(network, end, index))}</div>
    ${map('The last day', 'five minutes', dayUntil(now), rows, day)}
    ${map('The last week', 'an hour', weekUntil(now), rows, week)}
    ${part('losses', 'Losses', lossList(network, now, losses))}`
}

const map = (
  heading: string,
  cell: string,
  span: Span,
  rows: readonly HeatRow[],
  cells: readonly HeatCell[],
): Html =>
  part(
    span.id,
    heading,
    cells.length === 0
      ? empty(html`Nothing was measured. Gateways measure when the topology has <code>monitor</code>.`)
      : html`${heatMap(span, rows, cells)}
        <details id="${span.id}-as-table"><summary id="${span.id}-summary">As a table</summary>${heatTable(span, rows, cells)}</details>`,
    html`<p class="key"><span class="faint">loss in ${cell}, UTC</span>${LEVELS.map(
      ([level, words]) =>
        html`<span class="level"><svg width="10" height="14" viewBox="0 0 10 26" preserveAspectRatio="none" aria-hidden="true"><rect class="l${level}" y="${26 - (5 + 4.2 * level)}" width="10" height="${5 + 4.2 * level}"/></svg>${words}</span>`,
    )}</p>`,
  )

const LEVELS = [
  [0, 'none'],
  [2, '0.1 %'],
  [3, '1 %'],
  [4, '5 %'],
  [5, '25 %'],
] as const

const endPart = (network: string, end: TunnelEnd, index: number): Html =>
  part(
    `end-${index}`,
    end.kind === 'gateway' ? gatewayLink(network, end.name) : end.name,
    html`${figures([
      ['Says', state(end.health)],
      ['Address', [end.interface, end.address].filter(one => one !== undefined).join(' ') || 'any'],
      ['Loss inside', worstLoss([end], 'inside')],
      ['Underlay', worstLoss([end], 'underlay')],
      ['Round trip', rtt([end])],
    ])}
    ${
      end.children.length === 0
        ? ''
        : html`<ul class="children">${end.children.map(
            child =>
              html`<li><code>${child.name}</code> ${state({ tone: CHILD[child.state], word: child.state })}</li>`,
          )}</ul>`
    }`,
  )

const CHILD = { up: 'well', trap: 'wait', down: 'sick' } as const

import { html } from 'hono/html'
import type { Drift, Drifted } from '../../schema/wire/drifted.ts'
import type { GatewayLine } from '../health/gateway.ts'
import { count } from '../rollout/words.ts'
import { lossList } from './losses.ts'
import { baseOf, type Html } from './page.ts'
import { ago, code, empty, figures, gatewayLink, head, type Maybe, part, state, table } from './pieces.ts'
import { turnOver } from './sheet.ts'
import { tunnelTable } from './tunnel-pages.ts'
import type { GatewaysView, GatewayView } from './view.ts'

/** Every gateway, the worst first. */
export const gatewaysBody = (network: string, now: number, { sheet }: GatewaysView): Html => {
  const body =
    sheet.total === 0
      ? empty(
          html`None yet. <code>cygnet gateway add NAME</code> makes a token; <code>cygnet-runner enroll -</code> on the machine does the rest.`,
        )
      : table(
          'gateways-table',
          'Gateways',
          ['Gateway', 'How it is', 'Heard', 'Tunnels up', 'Bundle', 'Runner'],
          sheet.rows.map(line => gatewayRow(network, now, line)),
        )
  return html`${head('Gateways', html`<p class="lead">${count(sheet.total, 'gateway')}, the worst first.</p>`)}
    <section id="gateways" class="part" data-part aria-label="Gateways">${body}${turnOver(`${baseOf(network)}/gateways`, sheet)}</section>`
}

const gatewayRow = (network: string, now: number, line: GatewaysView['sheet']['rows'][number]): Html => {
  const { tunnels } = line
  return html`<tr>
    <th scope="row">${gatewayLink(network, line.name)}</th>
    <td>${state(line.health)}${line.reasons.length > 1 ? html` <span class="faint">+${line.reasons.length - 1}</span>` : ''}</td>
    <td>${line.heard === undefined ? html`<span class="faint">never</span>` : ago(now, line.heard.received)}</td>
    <td class="number">${tunnels === undefined ? html`<span class="faint">none</span>` : `${tunnels.up} of ${tunnels.all}`}</td>
    <td>${line.heard?.report.inForce === undefined ? html`<span class="faint">none</span>` : code(line.heard.report.inForce)}</td>
    <td class="faint">${line.heard?.report.runner ?? ''}</td>
  </tr>`
}

/** Everything that is known of one gateway. */
export const gatewayBody = (network: string, now: number, view: GatewayView): Html => {
  const { gateway, drift, tunnels, losses } = view
  return html`
    ${head(html`${gateway.name} ${state(gateway.health)}`, html`<p class="lead">${place(gateway)}</p>`)}
    <div class="beside">${part('facts', 'What it runs', facts(now, gateway))} ${reasonsPart(gateway)}</div>
    ${drift === undefined ? '' : part('drift', 'Changed by hand', driftList(drift))}
    ${part('tunnels', 'Tunnels', html`${tunnelTable(network, tunnels.rows)}${turnOver(`${baseOf(network)}/tunnels?gateway=${gateway.name}`, tunnels)}`)}
    ${part('losses', 'Losses', lossList(network, now, losses))}`
}

const place = ({ known }: GatewayLine): string =>
  known === undefined
    ? 'No longer in the topology.'
    : [
        known.provider,
        known.os,
        known.daemon,
        ...known.networks.map(({ name, subnet }) => `${name} ${subnet}`),
      ].join(' · ')

const reasonsPart = ({ reasons, heard }: GatewayLine): Maybe => {
  const problem = heard?.report.problem
  if (reasons.length === 0 && problem === undefined) return ''
  return part(
    'reasons',
    'Why',
    html`<ul class="list">${reasons.map(reason => html`<li>${state(reason)}</li>`)}</ul>
      ${problem === undefined ? '' : html`<p class="said"><code>${problem.code}</code> ${problem.message}</p>`}`,
  )
}

const facts = (now: number, { heard, bundle, wave }: GatewayLine): Html => {
  if (heard === undefined)
    return empty(
      html`It has not reported yet. <code>cygnet-runner doctor</code> on the gateway says what keeps it.`,
    )
  const { report, received } = heard
  const same = bundle !== undefined && bundle === report.inForce
  return figures([
    ['Heard', ago(now, received)],
    ['Its own clock', report.at.slice(0, 19).replace('T', ' ')],
    ['Report', String(report.counter)],
    ['Last outcome', report.outcome],
    ['In force', report.inForce === undefined ? 'nothing yet' : code(report.inForce)],
    [
      'To run',
      bundle === undefined
        ? 'nothing'
        : html`${code(bundle)} ${same ? html`<span class="faint">which it does</span>` : ''}`,
    ],
    ['Wave', wave === undefined ? 'not changed by the newest release' : String(wave)],
    ['Runner', report.runner],
  ])
}

const driftList = ({ repaired, found, more }: Drift): Html => html`
  <p class="faint">${repaired ? 'It was put back.' : 'It was not put back.'}</p>
  ${found.map(driftItem)}
  ${more > 0 ? html`<p class="faint">and ${count(more, 'more thing')}</p>` : ''}`

const driftItem = ({ kind, what, diff }: Drifted): Html => html`<div class="drift">
  <p><span class="faint">${kind}</span> <code>${what}</code></p>
  ${diff.length === 0 ? '' : html`<pre tabindex="0" role="region" aria-label="Difference">${diff.map(line => diffLine(line))}</pre>`}
</div>`

const diffLine = (line: string): Html =>
  line.startsWith('+')
    ? html`<ins>${line}</ins>\n`
    : line.startsWith('-')
      ? html`<del>${line}</del>\n`
      : html`${line}\n`

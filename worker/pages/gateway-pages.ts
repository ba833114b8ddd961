import { html } from 'hono/html'
import type { Drift, Drifted } from '../../schema/wire/report.ts'
import type { GatewayLine } from '../health/gateway.ts'
import { worstFirst } from '../health/tone.ts'
import type { TunnelLine } from '../health/tunnel.ts'
import { count } from '../rollout/words.ts'
import { lossList } from './losses.ts'
import type { Html } from './page.ts'
import { ago, code, empty, figures, gatewayLink, head, type Maybe, part, state, table } from './pieces.ts'
import { tunnelTable } from './tunnel-pages.ts'
import type { GatewayView } from './view.ts'

/** Every gateway, the worst first. */
export const gatewaysBody = (
  network: string,
  now: number,
  gateways: readonly GatewayLine[],
  tunnels: readonly TunnelLine[],
): Html => {
  const own = tunnelsByGateway(tunnels)
  const rows = gateways
    .toSorted((a, b) => worstFirst(a.health, b.health))
    .map(line => gatewayRow(network, now, line, own.get(line.name) ?? []))
  const body =
    rows.length === 0
      ? empty(
          html`None yet. <code>cygnet gateway add NAME</code> makes a token; <code>cygnet-runner enroll -</code> on the machine does the rest.`,
        )
      : table(
          'gateways-table',
          'Gateways',
          ['Gateway', 'How it is', 'Heard', 'Tunnels up', 'Bundle', 'Runner'],
          rows,
        )
  return html`${head('Gateways', html`<p class="lead">${count(gateways.length, 'gateway')}, the worst first.</p>`)}
    <section id="gateways" class="part" data-part aria-label="Gateways">${body}</section>`
}

const tunnelsByGateway = (tunnels: readonly TunnelLine[]): ReadonlyMap<string, readonly TunnelLine[]> => {
  const all = new Map<string, TunnelLine[]>()
  for (const tunnel of tunnels) {
    const names = new Set(tunnel.ends.filter(({ kind }) => kind === 'gateway').map(({ name }) => name))
    for (const name of names) {
      const own = all.get(name) ?? []
      all.set(name, own)
      own.push(tunnel)
    }
  }
  return all
}

const gatewayRow = (network: string, now: number, line: GatewayLine, own: readonly TunnelLine[]): Html => {
  const up = own.filter(tunnel => isUpAt(tunnel, line.name)).length
  return html`<tr>
    <th scope="row">${gatewayLink(network, line.name)}</th>
    <td>${state(line.health)}${line.reasons.length > 1 ? html` <span class="faint">+${line.reasons.length - 1}</span>` : ''}</td>
    <td>${line.heard === undefined ? html`<span class="faint">never</span>` : ago(now, line.heard.received)}</td>
    <td class="number">${own.length === 0 ? html`<span class="faint">none</span>` : `${up} of ${own.length}`}</td>
    <td>${line.heard?.report.inForce === undefined ? html`<span class="faint">none</span>` : code(line.heard.report.inForce)}</td>
    <td class="faint">${line.heard?.report.runner ?? ''}</td>
  </tr>`
}

/** Whether all of a tunnel's CHILD SAs are up or wait for traffic, as this gateway says. */
const isUpAt = ({ ends }: TunnelLine, gateway: string): boolean => {
  const children = ends.find(({ kind, name }) => kind === 'gateway' && name === gateway)?.children ?? []
  return children.length > 0 && children.every(({ state }) => state !== 'down')
}

/** Everything that is known of one gateway. */
export const gatewayBody = (network: string, now: number, view: GatewayView): Html => {
  const { gateway, drift, tunnels, losses } = view
  return html`
    ${head(html`${gateway.name} ${state(gateway.health)}`, html`<p class="lead">${place(gateway)}</p>`)}
    <div class="beside">${part('facts', 'What it runs', facts(now, gateway))} ${reasonsPart(gateway)}</div>
    ${drift === undefined ? '' : part('drift', 'Changed by hand', driftList(drift))}
    ${part('tunnels', 'Tunnels', tunnelTable(network, tunnels))}
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

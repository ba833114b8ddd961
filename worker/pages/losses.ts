import { html } from 'hono/html'
import type { LossCause } from '../../schema/wire/measured.ts'
import type { Html } from './page.ts'
import { ago, empty, gatewayLink, tunnelLink } from './pieces.ts'
import type { SeenLoss } from './view.ts'

const CAUSES: Readonly<Record<LossCause, string>> = {
  gateway: 'this gateway was busy',
  change: 'a change of cygnet',
  underlay: 'the provider',
  reauthentication: 're-authentication',
  rekey: 'a rekey',
  dpd: 'dead peer detection',
  'sa-down': 'an SA went down',
  size: 'large packets only',
  unknown: 'no known cause',
}

/** Bursts of loss, each with what happened beside it, in the words of the gateway that saw it. */
export const lossList = (network: string, now: number, losses: readonly SeenLoss[]): Html =>
  losses.length === 0
    ? empty(html`No burst of loss was reported. Gateways measure when the topology has <code>monitor</code>.`)
    : html`<ol class="losses">${losses.map(loss => lossLine(network, now, loss))}</ol>`

const lossLine = (network: string, now: number, loss: SeenLoss): Html => html`<li>
  <div class="what"><span class="cause">${CAUSES[loss.cause]}</span>${loss.ongoing === true ? html` <strong>goes on</strong>` : ''}
    <span class="faint">${ago(now, Date.parse(loss.at))}</span></div>
  <p>${loss.words}</p>
  <p class="faint">${tunnelLink(network, loss.tunnel)}${loss.child === undefined ? ', underlay' : html`, <code>${loss.child}</code>`}, seen by ${gatewayLink(network, loss.gateway)}</p>
</li>`

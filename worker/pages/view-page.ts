import { html } from 'hono/html'
import { gatewayBody, gatewaysBody } from './gateway-pages.ts'
import { auditBody, releasesBody } from './history-pages.ts'
import { networkBody } from './network-page.ts'
import { type Html, type Place, page, type Section } from './page.ts'
import { empty, head } from './pieces.ts'
import { isMoving, pendingNotices, rolloutBody } from './rollout-body.ts'
import { SOON } from './rollout-page.ts'
import { tunnelBody, tunnelsBody } from './tunnel-pages.ts'
import type { View } from './view.ts'

/** Seconds between two looks at a page on which nothing is under way. */
const LATER = 10

/** What is seen of a network: a title, the section it belongs to, how often it looks for news, and what is on it. */
export interface Seen {
  readonly title: string
  readonly section: Section
  readonly again: number | undefined
  readonly body: Html
}

/** A view, drawn. */
export const seenOf = (view: View): Seen => {
  const { network, now } = view
  switch (view.kind) {
    case 'network':
      return {
        title: 'Network',
        section: 'network',
        again: view.release !== undefined && isMoving(view.release) ? SOON : LATER,
        body: networkBody(network, now, view),
      }
    case 'gateways':
      return list('Gateways', 'gateways', gatewaysBody(network, now, view))
    case 'gateway':
      return list(view.gateway.name, 'gateways', gatewayBody(network, now, view))
    case 'tunnels':
      return list('Tunnels', 'tunnels', tunnelsBody(network, view))
    case 'tunnel':
      return list(view.tunnel.name, 'tunnels', tunnelBody(network, now, view))
    case 'rollout':
      return rollout(view)
    case 'releases':
      return list('Releases', 'releases', releasesBody(network, now, view.releases, view.older))
    case 'audit':
      return list('Audit log', 'audit', auditBody(network, view))
    default:
      return view satisfies never
  }
}

/** The same as a whole page. */
export const viewPage = (view: View, login: string | undefined): Html => {
  const { title, section, again, body } = seenOf(view)
  const place: Place = { current: section, login }
  return page({ title, network: view.network, again, place, body })
}

const list = (title: string, section: Section, body: Html): Seen => ({ title, section, again: LATER, body })

const rollout = ({ release, pending, now }: Extract<View, { kind: 'rollout' }>): Seen => ({
  title: 'Rollout',
  section: 'rollout',
  again: release !== undefined && isMoving(release) ? SOON : LATER,
  body: html`${pendingNotices(pending)}${
    release === undefined
      ? html`${head('Rollout', '')}<section id="none" class="part" data-part aria-label="Rollout">${empty(html`None yet. It begins when somebody approves the plan: by the button on the check <code>cygnet / plan</code>, or with <code>cygnet approve</code>.`)}</section>`
      : rolloutBody(release, now)
  }`,
})

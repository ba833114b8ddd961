import { html, raw } from 'hono/html'
import { type Health, worstFirst } from '../health/tone.ts'
import { filled, hasQuiet, type Look } from '../picture/live.ts'
import { count } from '../rollout/words.ts'
import { lossList } from './losses.ts'
import { baseOf, type Html } from './page.ts'
import { empty, gatewayLink, head, part, state, tunnelLink } from './pieces.ts'
import { pendingNotices, rolloutSummary } from './rollout-body.ts'
import type { NetworkView } from './view.ts'

/** Things that want a look, at most: the rest is in the lists. */
const MOST = 12

/** The network as a living picture, with what wants a look beside it. */
export const networkBody = (network: string, now: number, view: NetworkView): Html => html`
  ${head(network, sentence(view))}
  ${pendingNotices(view.pending)}
  ${part('look', 'Wants a look', wantsALook(network, view))}
  ${view.drawn ? picture(view) : part('picture', 'The network', nothingDrawn(view))}
  <div class="beside">
    ${part('now', 'Newest release', rolloutSummary(network, view.release))}
    ${part('losses', 'Newest losses', lossList(network, now, view.losses))}
  </div>`

const sentence = ({ gateways, tunnels }: NetworkView): Html => {
  if (gateways.length === 0) return html`<p class="lead">No gateway yet.</p>`
  const all = [...gateways, ...tunnels]
  const troubles = all.filter(isTrouble).length
  const busy = all.filter(({ health }) => health.tone === 'busy').length
  const waiting = all.filter(({ health }) => health.tone === 'wait').length
  const more = [
    [busy, 'under way'],
    [waiting, 'waiting'],
    [troubles, 'to look at'],
  ] as const
  return html`<p class="lead">${tally(gateways, 'gateway')}, ${tally(tunnels, 'tunnel')}${more.map(
    ([number, words]) => (number === 0 ? '' : html`, <strong>${number}</strong> ${words}`),
  )}</p>`
}

interface Judged {
  readonly health: Health
  readonly echo?: boolean
}

const tally = (all: readonly Judged[], noun: string): Html =>
  html`<strong>${all.filter(({ health }) => health.tone === 'well').length}</strong> of ${count(all.length, noun)} well`

/** What is under way or waits comes right by itself; a silent gateway is said once, not for each of its tunnels. */
const isTrouble = ({ health, echo }: Judged): boolean =>
  (health.tone === 'sick' || health.tone === 'hand') && echo !== true

/** The drawing is our own, with every word in it escaped; so are the words that are put into it. */
const picture = ({ drawing, gateways, tunnels }: NetworkView): Html => {
  if (drawing === undefined)
    return part(
      'picture',
      'The network',
      empty('It is too large to be drawn: the lists of gateways and tunnels say it all.'),
    )
  const looks = new Map<string, Look>([
    ...gateways.map(({ name, health }) => [`gateway/${name}`, lookOf(health)] as const),
    ...tunnels.map(({ name, health, echo }) => [`tunnel/${name}`, { ...lookOf(health), echo }] as const),
  ])
  const drawn = filled(drawing, id => looks.get(id))
  return part(
    'picture',
    'The network',
    html`<div class="scroll canvas" id="canvas" tabindex="0" role="region" aria-label="Picture of the network">${raw(drawn)}</div>
    ${hasQuiet(drawing) ? html`<p class="faint">Too many tunnels for a line each: one without a line gets it while it wants a look.</p>` : ''}`,
    key(),
  )
}

const lookOf = ({ tone, word }: Health): Look => ({ tone, words: word })

const key = (): Html => html`<p class="key">
  ${(
    [
      ['well', 'well'],
      ['busy', 'under way'],
      ['hand', 'wants a look'],
      ['sick', 'sick'],
      ['wait', 'waits'],
    ] as const
  ).map(([tone, word]) => state({ tone, word }))}
</p>`

const nothingDrawn = ({ release }: NetworkView): Html =>
  release === undefined
    ? empty(
        html`There is nothing to draw before the first release. Enrol a gateway with <code>cygnet gateway add</code>, merge the pull request, and approve the plan on the check.`,
      )
    : empty('It is being drawn, and comes by itself.')

const wantsALook = (network: string, { gateways, tunnels }: NetworkView): Html => {
  const all = [
    ...gateways
      .filter(isTrouble)
      .map(({ name, health }) => ({ ...health, link: gatewayLink(network, name) })),
    ...tunnels.filter(isTrouble).map(({ name, health }) => ({ ...health, link: tunnelLink(network, name) })),
  ].toSorted(worstFirst)
  if (all.length === 0) return empty('Nothing. Whatever turns up stands here first, the worst on top.')
  return html`<ul class="list wide">${all.slice(0, MOST).map(({ link, ...health }) => html`<li>${link} ${state(health)}</li>`)}</ul>
    ${all.length > MOST ? html`<p class="faint">${all.length - MOST} more in <a href="${baseOf(network)}/gateways">gateways</a> and <a href="${baseOf(network)}/tunnels">tunnels</a></p>` : ''}`
}

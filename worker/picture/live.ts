import type { Picture } from './picture.ts'
import { drawSvg } from './svg/draw.ts'
import type { Dress } from './svg/dress.ts'
import { element, type Markup, text } from './svg/markup.ts'

/** Tones that a part can have: a class for the style of the page, and the sign that says the same without colour. */
export interface Look {
  readonly tone: string
  readonly words: string
}

/** XML 1.0 has no such character and `escaped` lets none through: nothing that people write can be taken for a slot. */
const SLOT = '\u0001'
const APART = '\u0002'

/** Nodes and edges beyond which a network is a list: drawing would take seconds, and nobody could read it. */
const MOST = { nodes: 400, edges: 3000 } as const

/**
 * The picture for a page, drawn once for a plan: SVG with a slot wherever health will stand. Undefined for a network
 * that is too large to be drawn.
 */
export const drawLive = (picture: Picture): string | undefined =>
  picture.nodes.length > MOST.nodes || picture.edges.length > MOST.edges
    ? undefined
    : drawSvg(picture, dressFor(picture.network))

/** Puts what is known by now into the slots. What nothing is known of stays as it was drawn. */
export const filled = (drawing: string, lookOf: (id: string) => Look | undefined): string =>
  drawing
    .split(SLOT)
    .map((part, index) => (index % 2 === 0 ? part : slotted(part, lookOf)))
    .join('')

const slotted = (slot: string, lookOf: (id: string) => Look | undefined): string => {
  const [kind = '', id = '', x = '', y = ''] = slot.split(APART)
  const look = lookOf(id)
  if (look === undefined) return ''
  switch (kind) {
    case 'tone':
      return element('g', { class: `is ${look.tone}` }).xml
    case 'mark':
      // A sign on each of many lines would hide the few that matter.
      if (look.tone === 'well' && id.startsWith('tunnel/')) return ''
      return element('use', {
        class: `mark ${look.tone}`,
        href: `#mark-${look.tone}`,
        x,
        y,
        width: 2 * HALF,
        height: 2 * HALF,
      }).xml
    case 'words':
      return text(`: ${look.words}`).xml
    default:
      return ''
  }
}

const slot = (...parts: readonly (string | number)[]): Markup => ({
  xml: `${SLOT}${parts.join(APART)}${SLOT}`,
})

/** Half the width of a sign, in pixels. */
const HALF = 9

const dressFor = (network: string): Dress => ({
  alone: false,
  linked: (id, drawn) => {
    const href = addressOf(network, id)
    if (href === undefined) return drawn
    // In a mesh of sixty the key that goes on to the next link would have to be pressed 1,770 times: lines are in the list of tunnels.
    return element('a', { href, ...(id.startsWith('tunnel/') ? { tabindex: -1 } : {}) }, [drawn])
  },
  titled: (id, name, about) =>
    element('title', {}, [
      text(name),
      slot('words', id),
      ...(id.startsWith('tunnel/') ? [] : [text(about.slice(about.indexOf('\n')))]),
    ]),
  toned: id => [slot('tone', id)],
  marked: (id, { x, y }) => [slot('mark', id, Math.round(x) - HALF, Math.round(y) - HALF)],
})

/** Where a node or an edge has a page of its own: gateways and tunnels do. */
const addressOf = (network: string, id: string): string | undefined => {
  const [kind, name = ''] = id.split('/')
  if (kind !== 'gateway' && kind !== 'tunnel') return undefined
  return `/networks/${network}/${kind}s/${encodeURIComponent(name)}`
}

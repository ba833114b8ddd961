import type { Picture } from './picture.ts'
import { drawSvg } from './svg/draw.ts'
import type { Dress } from './svg/dress.ts'
import { element, type Markup, text } from './svg/markup.ts'

/** Tones that a part can have: a class for the style of the page, and the sign that says the same without colour. */
export interface Look {
  readonly tone: string
  readonly words: string
  /** A card that it leads to says so already. */
  readonly echo?: boolean
}

/** XML 1.0 has no such character and `escaped` lets none through: nothing that people write can be taken for a slot. */
const SLOT = '\u0001'
const APART = '\u0002'

/** Nodes and edges beyond which a network is a list: nobody could read it. */
const MOST = { nodes: 400, edges: 50_000 } as const

/** Tunnels without a line of their own that get one because they want a look, at most: more of them are a grey disc in red. */
const MOST_QUIET = 200

/**
 * The picture for a page, drawn once for a plan: SVG with a slot wherever health will stand. Undefined for a network
 * that is too large to be drawn.
 */
export const drawLive = (picture: Picture): string | undefined =>
  picture.nodes.length > MOST.nodes || picture.edges.length > MOST.edges
    ? undefined
    : drawSvg(picture, dressFor(picture.network))

/** Puts what is known by now into the slots. What nothing is known of stays as it was drawn. */
export const filled = (drawing: string, lookOf: (id: string) => Look | undefined): string => {
  let lines = 0
  return drawing
    .split(SLOT)
    .map((part, index) => {
      if (index % 2 === 0) return part
      const shown = slotted(part, lookOf)
      if (shown !== '' && isQuiet(part)) lines += 1
      return isQuiet(part) && lines > MOST_QUIET ? '' : shown
    })
    .join('')
}

/** Whether there are tunnels in it that have a line only while they want a look. */
export const hasQuiet = (drawing: string): boolean => drawing.includes(`${SLOT}line${APART}`)

const isQuiet = (part: string): boolean => part.startsWith(`line${APART}`)

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
    case 'line':
      return (look.tone === 'sick' || look.tone === 'hand') && look.echo !== true
        ? quietLine(x, id, look, y).xml
        : ''
    default:
      return ''
  }
}

const quietLine = (network: string, id: string, { tone, words }: Look, d: string): Markup =>
  linkedIn(
    network,
    id,
    element('g', { class: 'edge' }, [
      element('title', {}, [text(`${id.slice(id.indexOf('/') + 1)}: ${words}`)]),
      element('g', { class: `is ${tone}` }),
      element('path', { class: 'hit', d }),
      element('path', { class: 'line', d }),
    ]),
  )

const slot = (...parts: readonly (string | number)[]): Markup => ({
  xml: `${SLOT}${parts.join(APART)}${SLOT}`,
})

/** Half the width of a sign, in pixels. */
const HALF = 9

const dressFor = (network: string): Dress => ({
  alone: false,
  linked: (id, drawn) => linkedIn(network, id, drawn),
  titled: (id, name, about) =>
    element('title', {}, [
      text(name),
      slot('words', id),
      ...(id.startsWith('tunnel/') ? [] : [text(about.slice(about.indexOf('\n')))]),
    ]),
  toned: id => [slot('tone', id)],
  marked: (id, { x, y }) => [slot('mark', id, Math.round(x) - HALF, Math.round(y) - HALF)],
  quiet: (id, from, to) => [slot('line', id, network, `M${from.x} ${from.y}L${to.x} ${to.y}`)],
})

const linkedIn = (network: string, id: string, drawn: Markup): Markup => {
  const href = addressOf(network, id)
  if (href === undefined) return drawn
  // In a mesh of sixty the key that goes on to the next link would have to be pressed 1,770 times: lines are in the list of tunnels.
  return element('a', { href, ...(id.startsWith('tunnel/') ? { tabindex: -1 } : {}) }, [drawn])
}

/** Where a node or an edge has a page of its own: gateways and tunnels do. */
const addressOf = (network: string, id: string): string | undefined => {
  const [kind, name = ''] = id.split('/')
  if (kind !== 'gateway' && kind !== 'tunnel') return undefined
  return `/networks/${network}/${kind}s/${encodeURIComponent(name)}`
}

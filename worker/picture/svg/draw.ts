import { cardsOf } from '../card.ts'
import { type Bounds, boundsAround, hull, type Size, sizeOf } from '../layout/geometry.ts'
import { type Layout, layoutOf } from '../layout/layout.ts'
import type { Picture, PictureEdge } from '../picture.ts'
import { sansWidth } from '../text-width.ts'
import { drawCard } from './draw-card.ts'
import { edgePen } from './draw-edge.ts'
import { BARE, type Dress } from './dress.ts'
import { boundsOf, type Curve, curveBetween, pointAt } from './edge-path.ts'
import { drawLabels } from './labels.ts'
import { drawLegend } from './legend.ts'
import { linesOf } from './lines.ts'
import { type Attributes, element, type Markup, text, title, together } from './markup.ts'
import { styleOf } from './style.ts'

const MARGIN = 36
const HEADER = 62
/** Pixels beyond which a picture would be too small on a phone: there it is moved about instead. */
const LARGE = 1000
/** Around a picture in a page, which has a margin of its own; signs on corners need no more. */
const INSET = 12

/**
 * A picture as SVG 1.1: self-contained, without script, light or dark as the viewer prefers; or dressed for a page. Every
 * word in it is escaped. The same picture gives the same bytes.
 */
export const drawSvg = (picture: Picture, dress: Dress = BARE): string => {
  const cards = cardsOf(picture)
  const layout = layoutOf(picture, cards)
  const boxes = new Map([...cards].map(([id, card]) => [id, boundsAround(placeOf(layout, id), card)]))
  const lines = linesOf(picture)
  const curves = curvesOf(lines.drawn, layout.places, boxes)
  // Lines that bow around cards may leave the room that the cards take.
  const all = { left: 0, top: 0, right: layout.size.width, bottom: layout.size.height }
  const frame = hull([all, ...[...curves.values()].map(boundsOf)])
  const width = Math.max(sizeOf(frame).width, dress.alone ? sansWidth(summary(picture), 12) : 0, 560)
  const scale = Math.min(2, Math.max(1, width / 1500))
  const legend = drawLegend(picture, width / scale, dress.alone)
  const margin = dress.alone ? MARGIN : INSET
  const top = margin + (dress.alone ? Math.round(HEADER * scale) : 0)
  const bottom = top + Math.ceil(sizeOf(frame).height) + 40
  const size = {
    width: Math.ceil(width) + 2 * margin,
    height: Math.ceil(bottom + (legend.size.height + 4) * scale + 12),
  }
  const left = margin + (width - sizeOf(frame).width) / 2 - frame.left
  const names = new Map(picture.nodes.map(({ id }, index) => [id, `n${index}`]))
  const svg = element('svg', { ...frameOf(picture, dress, size) }, [
    ...(dress.alone ? heading(picture, names, size, scale) : []),
    element('g', { transform: `translate(${Math.round(left)} ${Math.round(top - frame.top)})` }, [
      drawing({ ...picture, edges: lines.drawn }, cards, layout, curves, names, dress),
      ...lines.quiet.flatMap(({ id, ends: [a, b] }) =>
        dress.quiet(id, placeOf(layout, a.node), placeOf(layout, b.node)),
      ),
      ...drawLabels(picture, curves, boxes, dress.alone),
      ...[...curves].flatMap(([id, curve]) => dress.marked(id, pointAt(curve, 0.5))),
    ]),
    element('path', { class: 'rule', d: `M${margin} ${bottom - 18}H${size.width - margin}` }),
    element(
      'g',
      { transform: `translate(${margin} ${Math.round(bottom + 4 * scale)}) scale(${scale.toFixed(2)})` },
      [legend.markup],
    ),
  ])
  return `${svg.xml}\n`
}

/** One image where nothing in it leads anywhere, else a group: links inside of an image are links to nobody. */
const frameOf = (picture: Picture, { alone }: Dress, { width, height }: Size): Attributes => ({
  xmlns: 'http://www.w3.org/2000/svg',
  class: !alone && width > LARGE ? 'cygnet large' : 'cygnet',
  viewBox: `0 0 ${width} ${height}`,
  width,
  height,
  ...(alone ? { role: 'img' } : { role: 'group', 'aria-label': `${picture.network}: ${summary(picture)}` }),
})

const heading = (
  picture: Picture,
  names: ReadonlyMap<string, string>,
  { width, height }: Size,
  scale: number,
): Markup[] => [
  title(`${picture.network}: ${summary(picture)}`),
  { xml: `<style>${styleOf(focusable(picture, names))}</style>` },
  element('rect', { class: 'page', width, height }),
  element('g', { transform: `translate(${MARGIN} ${MARGIN}) scale(${scale.toFixed(2)})` }, [header(picture)]),
]

const header = (picture: Picture): Markup =>
  together([
    element('text', { class: 'head', x: 0, y: 16 }, [text(picture.network)]),
    element('text', { class: 'fact', x: 0, y: 38 }, [text(summary(picture))]),
  ])

const summary = ({ nodes, edges, private: hidden }: Picture): string => {
  const of = (kind: string): number => nodes.filter(node => node.kind === kind).length
  const users = nodes.reduce((sum, node) => sum + (node.kind === 'access' ? node.users.length : 0), 0)
  const counts: readonly (readonly [number, string, string])[] = [
    [of('gateway'), 'gateway', 'gateways'],
    [edges.filter(({ kind }) => kind === 'tunnel').length, 'tunnel', 'tunnels'],
    [of('peer'), 'peer', 'peers'],
    [users, 'user', 'users'],
  ]
  const counted = counts
    .filter(([count], index) => count > 0 || index < 2)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
  return [...counted, ...(hidden.length === 0 ? [] : [`private ${hidden.slice(0, 6).join(', ')}`])].join(
    ' · ',
  )
}

const drawing = (
  picture: Picture,
  cards: ReturnType<typeof cardsOf>,
  layout: Layout,
  curves: ReadonlyMap<string, Curve>,
  names: ReadonlyMap<string, string>,
  dress: Dress,
): Markup => {
  const draw = edgePen(picture, dress)
  const edges = picture.edges.flatMap(edge => {
    const curve = curves.get(edge.id)
    const sizes = [cards.get(edge.ends[0].node), cards.get(edge.ends[1].node)] as const
    if (curve === undefined || sizes[0] === undefined || sizes[1] === undefined) return []
    const classes = edge.ends.map(({ node }) => names.get(node) ?? '')
    return [draw(edge, curve, [sizes[0], sizes[1]], classes)]
  })
  const faces = [...cards].map(([id, card]) =>
    drawCard(card, placeOf(layout, id), names.get(id) ?? '', dress),
  )
  return together([...edges, ...faces])
}

const placeOf = ({ places }: Layout, id: string) => places.get(id) ?? { x: 0, y: 0 }

/** Each edge's line, by the edge's id. */
const curvesOf = (
  edges: readonly PictureEdge[],
  places: Layout['places'],
  boxes: ReadonlyMap<string, Bounds>,
): Map<string, Curve> => {
  const between = new Map<string, number>()
  const all = [...boxes]
  return new Map(
    edges.flatMap(({ id, ends }) => {
      const nodes = ends.map(({ node }) => node)
      const pair = nodes.toSorted().join(' ')
      const taken = between.get(pair) ?? 0
      between.set(pair, taken + 1)
      const [from, to] = nodes.map(node => places.get(node))
      if (from === undefined || to === undefined) return []
      const others = all.flatMap(([node, box]) => (nodes.includes(node) ? [] : box))
      return [[id, curveBetween(from, to, taken, others)] as const]
    }),
  )
}

/** Nodes with a line, in pictures small enough for a rule each. */
const focusable = ({ edges }: Picture, names: ReadonlyMap<string, string>): string[] => {
  const all = [...new Set(edges.flatMap(({ ends }) => ends.map(({ node }) => names.get(node) ?? '')))]
  return all.length > 200 ? [] : all
}

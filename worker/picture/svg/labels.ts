import { type Bounds, boundsAround, collide, hull, middleOf, type Point } from '../layout/geometry.ts'
import type { Picture, PictureEdge } from '../picture.ts'
import { type Suite, strongest } from '../suite.ts'
import { sansWidth } from '../text-width.ts'
import { type Curve, pointAt } from './edge-path.ts'
import { element, type Markup, text } from './markup.ts'

/** A suite with the number by which lines name it where there is no room for its label. */
export interface NumberedSuite extends Suite {
  readonly number: number
  readonly tunnels: number
}

/** The strongest proposals in use, the most common first. */
export const suitesOf = (edges: readonly PictureEdge[]): NumberedSuite[] => {
  const counts = new Map<string, { suite: Suite; tunnels: number }>()
  for (const edge of edges) {
    if (edge.kind !== 'tunnel') continue
    const suite = strongest(edge.esp)
    counts.set(suite.label, { suite, tunnels: (counts.get(suite.label)?.tunnels ?? 0) + 1 })
  }
  return [...counts.values()]
    .toSorted((a, b) => b.tunnels - a.tunnels || (a.suite.label < b.suite.label ? -1 : 1))
    .map(({ suite, tunnels }, index) => ({ ...suite, tunnels, number: index + 1 }))
}

/** Where on a line a label is tried. */
const PARTS = [0.5, 0.42, 0.58, 0.34, 0.66, 0.28, 0.72]

interface Label {
  readonly words: readonly string[]
  readonly at: readonly Point[]
  readonly weak: boolean
}

/**
 * Labels for groups and for tunnels written one by one, where they cover neither a card nor one another. A label that
 * finds no room shrinks to its suite's number; without room for that either, the line's title has to do. On a page, where lines say
 * how tunnels are, only groups have one.
 */
export const drawLabels = (
  picture: Picture,
  curves: ReadonlyMap<string, Curve>,
  cards: ReadonlyMap<string, Bounds>,
  alone: boolean,
): Markup[] => {
  const taken = [...cards.values()]
  const suites = suitesOf(picture.edges)
  const single = picture.edges
    .filter(({ kind, group }) => alone && kind === 'tunnel' && group === undefined)
    .map(edge => edgeLabel(edge, suites, curves.get(edge.id)))
  return [...groupLabels(picture, cards, alone), ...single].flatMap(({ words, at, weak }) => {
    for (const shown of words)
      for (const point of at) {
        const size = { width: sansWidth(shown, 10) + 14, height: 17 }
        const box = boundsAround(point, size)
        if (taken.some(other => collide(box, other, 3))) continue
        taken.push(box)
        return [pill(shown, point, size.width, weak)]
      }
    return []
  })
}

const edgeLabel = (edge: PictureEdge, suites: readonly NumberedSuite[], curve: Curve | undefined): Label => {
  const { label, weak } = strongest(edge.esp)
  const number = suites.find(suite => suite.label === label)?.number
  return {
    words: [label, String(number)],
    at: curve === undefined ? [] : PARTS.map(part => pointAt(curve, part)),
    weak,
  }
}

/** A mesh is named in its middle, below it where it is full of cards, a hub below or above the hub's card. */
const groupLabels = (
  { groups, edges }: Picture,
  cards: ReadonlyMap<string, Bounds>,
  alone: boolean,
): Label[] =>
  groups.flatMap(({ id, kind, name, hub, members, tunnels }) => {
    const first = edges.find(({ group }) => group === id)
    const boxes = (hub === undefined ? members : [hub]).flatMap(member => cards.get(member) ?? [])
    if (first === undefined || boxes.length === 0) return []
    const { label, weak } = strongest(first.esp)
    const { x, y } = middleOf(hull(boxes))
    const { top, bottom } = hull(boxes)
    const count = `${kind} ${name}: ${tunnels} ${tunnels === 1 ? 'tunnel' : 'tunnels'}`
    const at =
      hub === undefined
        ? [...[0, 24, -24, 48, -48, 80, -80].map(by => y + by), bottom + 13].map(height => ({ x, y: height }))
        : [bottom + 14, top - 14, bottom + 34, top - 34, bottom + 54].map(height => ({ x, y: height }))
    return [{ words: alone ? [`${count} · ${label}`, count] : [count], at, weak: alone && weak }]
  })

const pill = (words: string, { x, y }: Point, width: number, weak: boolean): Markup =>
  element('g', { class: weak ? 'pill weak' : 'pill' }, [
    element('rect', {
      x: Math.round(x - width / 2),
      y: Math.round(y) - 8.5,
      width,
      height: 17,
      rx: 8.5,
    }),
    element('text', { x: Math.round(x), y: Math.round(y) + 3.5 }, [text(words)]),
  ])

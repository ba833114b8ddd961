import type { Size } from '../layout/geometry.ts'
import type { Picture } from '../picture.ts'
import { sansWidth, shortened } from '../text-width.ts'
import { badge } from './draw-card.ts'
import { suitesOf } from './labels.ts'
import { element, type Markup, text } from './markup.ts'

interface Item {
  readonly width: number
  readonly draw: (x: number, y: number) => Markup
}

/** Pixels from one row of the legend to the next. */
const ROW = 24

/**
 * What lines, waves and numbers mean, in rows as wide as the picture; only what occurs in it. Where a colour says how it is with a
 * tunnel, as on a page, it cannot say what it is one of.
 */
export const drawLegend = (
  picture: Picture,
  width: number,
  alone: boolean,
): { readonly markup: Markup; readonly size: Size } => {
  let [x, y] = [0, 0]
  const drawn = [linesIn(picture, alone), wavesIn(picture), alone ? suitesIn(picture) : []]
    .filter(items => items.length > 0)
    .flatMap(items => {
      const all = items.map(item => {
        if (x > 0 && x + item.width > width) [x, y] = [0, y + ROW]
        const markup = item.draw(x, y)
        x += item.width + 26
        return markup
      })
      ;[x, y] = [0, y + ROW]
      return all
    })
  return { markup: element('g', {}, drawn), size: { width, height: y } }
}

const labelled = (words: string, sign: number, draw: (x: number, y: number) => readonly Markup[]): Item => ({
  width: sign + 8 + sansWidth(words, 11),
  draw: (x, y) =>
    element('g', {}, [
      ...draw(x, y),
      element('text', { class: 'fact', x: x + sign + 8, y: y + 4 }, [text(words)]),
    ]),
})

const line = (words: string, kind: string, dot = false): Item =>
  labelled(words, 34, (x, y) => [
    element('g', { class: kind }, [
      element('path', { class: 'line', d: `M${x} ${y}H${x + 34}` }),
      ...(dot ? [element('circle', { class: 'dot', cx: x + 3.2, cy: y, r: 3.2 })] : []),
    ]),
  ])

const linesIn = ({ edges, groups, nodes }: Picture, alone: boolean): Item[] => {
  const has = (what: boolean, item: Item): Item[] => (what ? [item] : [])
  const peer = (node: string): boolean => node.startsWith('peer/')
  const grouped = (kind: 'hub' | 'mesh'): boolean => groups.some(group => group.kind === kind)
  return [
    ...has(
      edges.some(
        ({ kind, group, ends }) =>
          kind === 'tunnel' && !(group && alone) && !ends.some(end => peer(end.node)),
      ),
      line('tunnel', 'plain'),
    ),
    ...has(alone && grouped('hub'), line('tunnel of a hub', 'hub')),
    ...has(alone && grouped('mesh'), line('tunnel of a mesh', 'mesh')),
    ...has(
      nodes.some(({ kind }) => kind === 'peer'),
      line('tunnel to a peer that somebody else runs', 'topeer'),
    ),
    ...has(
      nodes.some(({ kind }) => kind === 'access'),
      line('people dial in', 'dial'),
    ),
    ...has(
      edges.some(({ ends }) => ends.some(({ encap }) => encap)),
      line('inside UDP', 'udp'),
    ),
    ...has(
      edges.some(({ kind, ends }) => kind === 'tunnel' && ends.some(({ initiates }) => initiates)),
      line('this end calls', 'plain', true),
    ),
  ]
}

const wavesIn = ({ waves }: Picture): Item[] =>
  waves.map(({ gateways, soak, atOnce }, index) => {
    const who =
      gateways === 'rest'
        ? index === 0
          ? 'every gateway'
          : 'all others'
        : gateways.length > 3
          ? `${gateways.length} gateways`
          : gateways.join(', ')
    const pace = atOnce === undefined ? '' : `, ${atOnce} at once`
    return labelled(shortened(`wave ${index + 1}: ${who}${pace}, then ${soak} of health`, 90), 17, (x, y) => [
      badge(x + 8.5, y, index + 1),
    ])
  })

const suitesIn = ({ edges }: Picture): Item[] =>
  suitesOf(edges).map(({ number, label, tunnels, weak }) =>
    labelled(
      `${label}: ${tunnels} ${tunnels === 1 ? 'tunnel' : 'tunnels'}${weak ? ', weak' : ''}`,
      20,
      (x, y) => [
        element('g', { class: weak ? 'pill weak' : 'pill' }, [
          element('rect', { x, y: y - 8.5, width: 20, height: 17, rx: 8.5 }),
          element('text', { x: x + 10, y: y + 3.5 }, [text(String(number))]),
        ]),
      ],
    ),
  )

import type { Size } from '../layout/geometry.ts'
import type { Picture, PictureEdge, PictureEnd } from '../picture.ts'
import type { Dress } from './dress.ts'
import { type Curve, exitOf, pathData } from './edge-path.ts'
import { element, type Markup } from './markup.ts'

/** Lines are drawn thinner in meshes of so many tunnels. */
const DENSE = 60

type Pen = (
  edge: PictureEdge,
  curve: Curve,
  cards: readonly [Size, Size],
  /** Classes of the two cards. */
  names: readonly string[],
) => Markup

/** Draws a tunnel, or an access, as a line with a dot where the side that calls leaves its card. */
export const edgePen = ({ groups, nodes }: Pick<Picture, 'groups' | 'nodes'>, dress: Dress): Pen => {
  const nodeNames = new Map(nodes.map(({ id, name }) => [id, name]))
  const nameOf = (id: string): string => nodeNames.get(id) ?? id
  const byId = new Map(groups.map(group => [group.id, group]))
  return (edge, curve, cards, names) => {
    const group = edge.group === undefined ? undefined : byId.get(edge.group)
    const kind = edge.kind === 'access' ? 'dial' : toPeer(edge) ? 'topeer' : (group?.kind ?? 'plain')
    const classes = [
      'edge',
      kind,
      ...names,
      ...(edge.ends.some(({ encap }) => encap) ? ['udp'] : []),
      ...(group?.kind === 'mesh' && group.tunnels >= DENSE ? ['dense'] : []),
    ]
    const d = pathData(curve)
    const dots = edge.kind === 'access' || classes.includes('dense') ? [] : callers(edge, curve, cards)
    const drawn = element('g', { class: classes.join(' ') }, [
      dress.titled(edge.id, edge.name, aboutEdge(edge, nameOf)),
      ...dress.toned(edge.id),
      element('path', { class: 'hit', d }),
      element('path', { class: 'line', d }),
      ...dots,
    ])
    return dress.linked(edge.id, drawn)
  }
}

const toPeer = ({ ends }: PictureEdge): boolean => ends.some(({ node }) => node.startsWith('peer/'))

const callers = ({ ends }: PictureEdge, curve: Curve, cards: readonly [Size, Size]): Markup[] =>
  (['from', 'to'] as const).flatMap((end, index) => {
    if (ends[index]?.initiates !== true) return []
    const { x, y } = exitOf(curve, cards[index] ?? { width: 0, height: 0 }, end)
    return [element('circle', { class: 'dot', cx: Math.round(x), cy: Math.round(y), r: 3.2 })]
  })

const aboutEdge = (edge: PictureEdge, name: (id: string) => string): string => {
  const [a, b] = edge.ends
  const caller = edge.ends.find(({ initiates }) => initiates)
  return [
    edge.name,
    `${end(a, name)} ↔ ${end(b, name)}`,
    `ESP ${edge.esp.join(', ')}`,
    `IKE ${edge.ike.join(', ')}`,
    `${subnets(a)} ↔ ${subnets(b)}`,
    [
      ...(caller === undefined ? ['comes up when there is traffic'] : [`${name(caller.node)} calls`]),
      ...(edge.ends.some(({ encap }) => encap) ? ['inside UDP'] : []),
      SECRETS[edge.secret],
    ].join(', '),
  ].join('\n')
}

const SECRETS = {
  derived: 'key derived by the two gateways',
  sealed: 'key sealed to the gateways',
  certificate: 'certificate and password',
} as const

const end = ({ node, interface: via, address }: PictureEnd, name: (id: string) => string): string =>
  [name(node), ...(via === undefined ? [] : [via]), ...(address === undefined ? [] : [address])].join(' ')

const subnets = ({ networks }: PictureEnd): string => {
  const shown = networks.slice(0, 4).join(', ')
  return networks.length > 4 ? `${shown} and ${networks.length - 4} more` : shown === '' ? 'nothing' : shown
}

import type { AccessNode, GatewayNode, PeerNode, Picture, PictureNode } from './picture.ts'
import { monoWidth, sansWidth, shortened } from './text-width.ts'

/** What stands on the card of a node, line by line, and how large the card is, in pixels. */
export interface Card {
  readonly node: PictureNode
  readonly width: number
  readonly height: number
  readonly title: string
  readonly lines: readonly Line[]
}

/** One line below the title, `top` pixels below the card's upper edge: what it is, and its address in monospace. */
export interface Line {
  readonly text: string
  readonly address: string
  readonly baseline: number
}

/** full: everything. compact: what tells one gateway from another, where many must fit on one page. */
type Detail = 'full' | 'compact'

/** So many gateways and more are drawn compactly. */
const MANY = 26

const TITLE = 14
const SMALL = 11
/** Room for the badge of the wave. */
const BADGE = 26
const PAD = 12

/** A card for each node, by id. Gateways are equally wide, so that they stand in line. */
export const cardsOf = ({ nodes }: Picture): ReadonlyMap<string, Card> => {
  const detail = nodes.filter(({ kind }) => kind === 'gateway').length >= MANY ? 'compact' : 'full'
  const cards = nodes.map(node => cardOf(node, detail))
  const width = Math.max(0, ...cards.filter(({ node }) => node.kind === 'gateway').map(card => card.width))
  return new Map(cards.map(card => [card.node.id, card.node.kind === 'gateway' ? { ...card, width } : card]))
}

const cardOf = (node: PictureNode, detail: Detail): Card => {
  const rows = rowsOf(node, detail)
  const title = shortened(node.name, 31)
  const step = detail === 'full' ? 17 : 15
  const columns = Math.max(
    0,
    ...rows.filter(([, address]) => address !== '').map(([text]) => sansWidth(text, SMALL)),
  )
  const wide = Math.max(
    ...rows.map(([text, address]) =>
      address === '' ? sansWidth(text, SMALL) : columns + (columns > 0 ? 12 : 0) + monoWidth(address, SMALL),
    ),
    0,
  )
  const first = detail === 'full' ? 42 : 37
  return {
    node,
    title,
    width: even(
      Math.max(detail === 'full' ? 150 : 116, sansWidth(title, TITLE) * 1.08 + BADGE, wide) + 2 * PAD,
    ),
    height: even(first + step * (rows.length - 1) + 12),
    lines: rows.map(([text, address], index) => ({ text, address, baseline: first + step * index })),
  }
}

/** Whole halves, so that no edge is blurred. */
const even = (length: number): number => Math.ceil(length / 2) * 2

type Row = readonly [text: string, address: string]

const rowsOf = (node: PictureNode, detail: Detail): Row[] => {
  if (node.kind === 'gateway') return gatewayRows(node, detail)
  return node.kind === 'peer' ? peerRows(node, detail) : accessRows(node, detail)
}

const gatewayRows = ({ provider, daemon, nat, enrolled, networks }: GatewayNode, detail: Detail): Row[] => {
  const facts = [provider, daemon, ...(nat ? ['NAT'] : []), ...(enrolled ? [] : ['not enrolled'])].join(' · ')
  if (detail === 'full')
    return [
      [facts, ''],
      ...some(
        networks.map(({ name, subnet }): Row => [name, subnet]),
        6,
        'networks',
      ),
    ]
  const [first, ...others] = networks
  const more = others.length === 0 ? '' : ` +${others.length}`
  return [[facts, ''], ...(first === undefined ? [] : [['', `${first.subnet}${more}`] as const])]
}

const peerRows = ({ address, identity, networks }: PeerNode, detail: Detail): Row[] => [
  [shortened(`peer ${address ?? 'calls from anywhere'}`, 40), ''],
  ...(detail === 'full' && identity !== address ? [[shortened(identity, 34), ''] as const] : []),
  ...some(
    networks.map((subnet): Row => ['', subnet]),
    detail === 'full' ? 5 : 2,
    'networks',
  ),
]

const accessRows = ({ identity, clients, users }: AccessNode, detail: Detail): Row[] => [
  [shortened(identity, 34), ''],
  ...(clients.length === 0 ? [] : [[clients.join(' · '), ''] as const]),
  ...some(
    users.map(({ name, address }): Row => [shortened(name, 20), address]),
    detail === 'full' ? 6 : 3,
    'users',
  ),
]

/** The first few rows, and how many there are beside. */
const some = (rows: readonly Row[], most: number, what: string): Row[] =>
  rows.length <= most
    ? [...rows]
    : [...rows.slice(0, most - 1), [`and ${rows.length - most + 1} more ${what}`, '']]

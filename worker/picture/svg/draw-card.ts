import type { Card } from '../card.ts'
import type { Point } from '../layout/geometry.ts'
import type { PictureNode } from '../picture.ts'
import type { Dress } from './dress.ts'
import { element, type Markup, text } from './markup.ts'
import { waveClass } from './style.ts'

/** A node's card with its centre at a point. `name` is the class by which its edges know it. */
export const drawCard = ({ node, ...card }: Card, { x, y }: Point, name: string, dress: Dress): Markup => {
  const wave = node.kind === 'gateway' ? node.wave : undefined
  const left = x - card.width / 2
  const top = y - card.height / 2
  const columns = card.lines.some(line => line.text !== '' && line.address !== '')
  const lines = card.lines.flatMap(line => [
    ...(line.text === ''
      ? []
      : [element('text', { class: 'fact', x: 12, y: line.baseline }, [text(line.text)])]),
    ...(line.address === '' ? [] : [address(line.address, line.baseline, columns ? card.width : undefined)]),
  ])
  const drawn = element('g', { class: classOf(node, name, wave), transform: `translate(${left} ${top})` }, [
    dress.titled(node.id, node.name, about(node)),
    ...dress.toned(node.id),
    element('rect', {
      class: 'face',
      width: card.width,
      height: card.height,
      rx: node.kind === 'access' ? 14 : 7,
    }),
    ...(wave === undefined ? [] : stripe(card.height)),
    element('text', { class: 'name', x: 12, y: 22 }, [text(card.title)]),
    ...(wave === undefined ? [] : [badge(card.width - 16, 17, wave)]),
    ...(node.kind === 'access' ? [laptop(card.width - 27, 9)] : []),
    ...lines,
    ...dress.marked(node.id, { x: 0, y: 0 }),
  ])
  return dress.linked(node.id, drawn)
}

const classOf = (node: PictureNode, name: string, wave: number | undefined): string =>
  [
    'card',
    node.kind,
    name,
    ...(node.kind === 'gateway' && !node.enrolled ? ['new'] : []),
    ...(wave === undefined ? [] : [waveClass(wave)]),
  ].join(' ')

/** Addresses line up at the right edge where they have names, else they begin where names would. */
const address = (words: string, y: number, width: number | undefined): Markup =>
  width === undefined
    ? element('text', { class: 'addr', x: 12, y }, [text(words)])
    : element('text', { class: 'addr', x: width - 12, y, 'text-anchor': 'end' }, [text(words)])

const stripe = (height: number): Markup[] => [
  element('path', {
    class: 'tint',
    d: `M5 0.5H4A3.5 3.5 0 0 0 0.5 4V${height - 4}A3.5 3.5 0 0 0 4 ${height - 0.5}H5Z`,
  }),
]

/** The number of a wave in its colour. */
export const badge = (x: number, y: number, wave: number): Markup =>
  element('g', { class: `badge ${waveClass(wave)}` }, [
    element('circle', { class: 'tint', cx: x, cy: y, r: 8.5 }),
    element('text', { x, y: y + 4 }, [text(String(wave))]),
  ])

const laptop = (x: number, y: number): Markup =>
  element('g', { class: 'dial', transform: `translate(${x} ${y})` }, [
    element('path', {
      class: 'dot',
      d: 'M2 0H14V9H2ZM3.5 1.5V7.5H12.5V1.5ZM0 10.5H16V12H0Z',
      'fill-rule': 'evenodd',
    }),
  ])

/** All that is known of a node, for whoever rests the pointer on it. */
const about = (node: PictureNode): string => {
  if (node.kind === 'gateway') {
    const { provider, os, daemon, nat, enrolled, wave, networks } = node
    return [
      `${node.name}: ${provider}, ${os}, ${daemon}`,
      ...(wave === undefined ? [] : [`wave ${wave}`]),
      ...(nat ? ['behind a NAT that IKE cannot see'] : []),
      ...(enrolled ? [] : ['not enrolled yet']),
      ...networks.map(({ name, subnet }) => `${name} ${subnet}`),
    ].join('\n')
  }
  if (node.kind === 'peer')
    return [
      `${node.name}: a gateway that cygnet does not run`,
      `${node.address ?? 'calls from anywhere'}, known as ${node.identity}${node.nat ? ', behind a NAT' : ''}`,
      ...node.networks,
    ].join('\n')
  return [
    `${node.name}: people dial in to ${node.identity}`,
    ...(node.pool === undefined ? [] : [`addresses from ${node.pool}`]),
    ...node.users.map(({ name, address }) => `${name} ${address}`),
  ].join('\n')
}

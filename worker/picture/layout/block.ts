import {
  angleOf,
  type Bounds,
  boundsAround,
  hull,
  middleOf,
  minus,
  moved,
  type Point,
  plus,
  type Size,
  sizeOf,
} from './geometry.ts'
import { GAP, trackAround } from './track.ts'
import type { Forest } from './tree.ts'

/** A node with everything that hangs below it, the node itself at the origin. */
export interface Block {
  readonly bounds: Bounds
  readonly places: readonly (readonly [id: string, at: Point])[]
}

/** The blocks of a forest: how each is laid out depends on the directions from which lines come to it. */
export interface Blocks {
  readonly sizeOf: (id: string) => Size
  readonly childrenOf: Forest['childrenOf']
}

/** So many children fit beside their parent, on the side away from where its own line comes from. */
const FEW = 4

/** From a card to what hangs beside it. */
const ARM = { x: 160, y: 58 }

/**
 * Lays out a node and what hangs below it. `lines` are the directions (radians) in which it is joined to the rest; a few
 * children stand on the other side, many all around, with gaps for those lines.
 */
export const blockOf = (blocks: Blocks, id: string, lines: readonly number[]): Block => {
  const children = blocks.childrenOf(id)
  const own: Block = {
    bounds: boundsAround({ x: 0, y: 0 }, blocks.sizeOf(id)),
    places: [[id, { x: 0, y: 0 }]],
  }
  if (children.length === 0) return own
  if (children.length <= FEW && lines.length > 0)
    return joined([own, fan(blocks, own, children, opposite(lines))])
  const plain = children.filter(child => blocks.childrenOf(child).length === 0)
  const branches = children.filter(child => blocks.childrenOf(child).length > 0)
  const outward = branches.map((_, index) => -Math.PI / 2 + (2 * Math.PI * index) / branches.length)
  const inner = joined([own, ...ring(blocks, own, plain, [...lines, ...outward])])
  return joined([inner, ...ring(blocks, inner, branches, lines)])
}

/** Around the middle, each child with its own line coming from there. */
const ring = (
  blocks: Blocks,
  middle: Block,
  children: readonly string[],
  keepFree: readonly number[],
): Block[] => {
  if (children.length === 0) return []
  const sizes = children.flatMap(child =>
    [0, Math.PI / 2, Math.PI, -Math.PI / 2].map(line => sizeOf(blockOf(blocks, child, [line]).bounds)),
  )
  const item = {
    width: Math.max(...sizes.map(({ width }) => width)),
    height: Math.max(...sizes.map(({ height }) => height)),
  }
  const { slots } = trackAround(symmetric(middle.bounds), children.length, item, keepFree)
  return children.map((child, index) => {
    const slot = slots[index] ?? { x: 0, y: 0 }
    const block = blockOf(blocks, child, [angleOf(minus({ x: 0, y: 0 }, slot))])
    return shifted(block, minus(slot, middleOf(block.bounds)))
  })
}

/** A column or a row of children on one side. */
const fan = (blocks: Blocks, parent: Block, children: readonly string[], direction: number): Block => {
  const sideways = Math.abs(Math.cos(direction)) >= Math.abs(Math.sin(direction))
  const sign = (sideways ? Math.cos(direction) : Math.sin(direction)) >= 0 ? 1 : -1
  const back = sideways ? (sign > 0 ? Math.PI : 0) : (-sign * Math.PI) / 2
  const all = children.map(child => blockOf(blocks, child, [back]))
  const sizes = all.map(({ bounds }) => sizeOf(bounds))
  const length = (size: Size): number => (sideways ? size.height + GAP.y : size.width + GAP.x)
  const { width, height } = sizeOf(parent.bounds)
  let at = -sizes.reduce((sum, size) => sum + length(size), 0) / 2
  return joined(
    all.map((block, index) => {
      const size = sizes[index] ?? { width: 0, height: 0 }
      const across = at + length(size) / 2
      at += length(size)
      const target = sideways
        ? { x: sign * (width / 2 + ARM.x + size.width / 2), y: across }
        : { x: across, y: sign * (height / 2 + ARM.y + size.height / 2) }
      return shifted(block, minus(target, middleOf(block.bounds)))
    }),
  )
}

/** The direction that is farthest from all lines: away from their sum. */
const opposite = (lines: readonly number[]): number =>
  angleOf({
    x: -lines.reduce((sum, line) => sum + Math.cos(line), 0),
    y: -lines.reduce((sum, line) => sum + Math.sin(line), 0),
  })

/** As large to every side of the origin as to its largest. */
const symmetric = ({ left, top, right, bottom }: Bounds): Size => ({
  width: 2 * Math.max(-left, right),
  height: 2 * Math.max(-top, bottom),
})

/** A block elsewhere. */
export const shifted = ({ bounds, places }: Block, by: Point): Block => ({
  bounds: moved(bounds, by),
  places: places.map(([id, at]) => [id, plus(at, by)]),
})

/** Several blocks as one. */
export const joined = (all: readonly Block[]): Block => ({
  bounds: hull(all.map(({ bounds }) => bounds)),
  places: all.flatMap(({ places }) => places),
})

import type { Card } from '../card.ts'
import type { Picture } from '../picture.ts'
import { type Block, type Blocks, blockOf, joined, shifted } from './block.ts'
import { type Cluster, clusterBlock, clustersOf } from './cluster.ts'
import { drawnTogether } from './draw-together.ts'
import {
  angleOf,
  boundsAround,
  hull,
  middleOf,
  minus,
  type Point,
  plus,
  type Size,
  sizeOf,
} from './geometry.ts'
import { separated, spread } from './spread.ts'
import { forestOf, type Neighbours, neighboursOf } from './tree.ts'

/** Where the centre of each card stands, in whole pixels, the upper left corner of them all at the origin. */
export interface Layout {
  readonly places: ReadonlyMap<string, Point>
  readonly size: Size
}

/**
 * Finds a place for every card. Spokes stand around their hub, members of a mesh in a ring, what dials in beside its
 * gateway; these blocks are then spread by force. Gateways that nothing joins stand in rows below.
 */
export const layoutOf = (picture: Picture, cards: ReadonlyMap<string, Card>): Layout => {
  const neighbours = neighboursOf(picture.nodes, picture.edges)
  const forest = forestOf(neighbours)
  const blocks: Blocks = {
    sizeOf: id => cards.get(id) ?? { width: 0, height: 0 },
    childrenOf: forest.childrenOf,
  }
  const alone = forest.core.filter(id => neighbours.get(id)?.size === 0)
  const core = forest.core.filter(id => neighbours.get(id)?.size !== 0)
  const meshes = picture.groups.filter(({ kind }) => kind === 'mesh').map(({ members }) => members)
  const together = placed(blocks, clustersOf(core, neighbours, meshes), neighbours)
  return normal(joined([...together, ...rowsBelow(blocks, alone, together)]), cards)
}

/** Each cluster at its place: spread once by their sizes alone, then turned to where their lines come from. */
const placed = (blocks: Blocks, clusters: readonly Cluster[], neighbours: Neighbours): readonly Block[] => {
  const owner = new Map(
    clusters.flatMap(({ members, shared }, index) => [...members, ...shared].map(id => [id, index])),
  )
  const joinedWith = clusters.map(({ members, shared }, index) => {
    const others = [...members, ...shared].flatMap(id =>
      [...(neighbours.get(id) ?? [])].map(other => owner.get(other)),
    )
    return [...new Set(others)].filter(other => other !== undefined && other !== index) as number[]
  })
  const first = clusters.map(cluster => clusterBlock(blocks, cluster, []))
  const points = spread(
    first.map(({ bounds }, index) => ({ size: sizeOf(bounds), joined: joinedWith[index] ?? [] })),
  )
  const turned = clusters.map((cluster, index) => {
    const here = points[index] ?? { x: 0, y: 0 }
    const lines = (joinedWith[index] ?? []).map(other => angleOf(minus(points[other] ?? here, here)))
    const block = clusterBlock(blocks, cluster, lines)
    return shifted(block, here)
  })
  const boxes = turned.map(({ bounds }) => bounds)
  const apart = separated(boxes.map(middleOf), boxes.map(sizeOf))
  return drawnTogether(
    turned.map((block, index) => {
      const middle = middleOf(block.bounds)
      return shifted(block, minus(apart[index] ?? middle, middle))
    }),
  )
}

const rowsBelow = (blocks: Blocks, alone: readonly string[], above: readonly Block[]): Block[] => {
  if (alone.length === 0) return []
  const { left, right, bottom } = hull(above.map(({ bounds }) => bounds))
  const sizes = alone.map(blocks.sizeOf)
  const step = {
    x: Math.max(...sizes.map(({ width }) => width)) + 18,
    y: Math.max(...sizes.map(({ height }) => height)) + 14,
  }
  const columns = Math.max(1, Math.floor((right - left) / step.x), Math.ceil(Math.sqrt(alone.length)))
  return alone.map((id, index) =>
    shifted(blockOf(blocks, id, []), {
      x: (left + right) / 2 + ((index % columns) - (Math.min(columns, alone.length) - 1) / 2) * step.x,
      y: bottom + (above.length === 0 ? 0 : 60) + step.y / 2 + Math.floor(index / columns) * step.y,
    }),
  )
}

const normal = ({ places }: Block, cards: ReadonlyMap<string, Card>): Layout => {
  const all = hull(places.map(([id, at]) => boundsAround(at, cards.get(id) ?? { width: 0, height: 0 })))
  const shift = { x: -all.left, y: -all.top }
  return {
    places: new Map(
      places.map(([id, at]) => {
        const { x, y } = plus(at, shift)
        return [id, { x: Math.round(x), y: Math.round(y) }]
      }),
    ),
    size: { width: Math.ceil(all.right - all.left), height: Math.ceil(all.bottom - all.top) },
  }
}

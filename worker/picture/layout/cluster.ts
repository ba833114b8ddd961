import { type Block, type Blocks, blockOf, joined, shifted } from './block.ts'
import { type Bounds, boundsAround, collide, middleOf, minus, moved, type Point } from './geometry.ts'
import { gridOf } from './grid.ts'
import { trackAround } from './track.ts'
import type { Neighbours } from './tree.ts'

/** Nodes of the core that belong together: a mesh, or hubs that share their spokes. */
export interface Cluster {
  readonly members: readonly string[]
  /** Nodes whose only neighbours are members, more than one of them: spokes with two hubs. */
  readonly shared: readonly string[]
}

/** So many spokes with the same hubs are drawn around them; fewer find their own place. */
const TWINS = 3
const MOST_HUBS = 12

/** The core in clusters, each node in exactly one; a node that belongs to nothing is a cluster of its own. */
export const clustersOf = (
  core: readonly string[],
  neighbours: Neighbours,
  meshes: readonly (readonly string[])[],
): Cluster[] => {
  const inCore = new Set(core)
  const twins = twinsOf(core, neighbours, inCore)
  const shared = new Map([...twins.values()].flat().map(({ id, hubs }) => [id, hubs]))
  const taken = new Set<string>()
  const take = (ids: readonly string[]): string[] => {
    const free = ids.filter(id => inCore.has(id) && !shared.has(id) && !taken.has(id))
    for (const id of free) taken.add(id)
    return free
  }
  const sets = [
    ...[...twins.values()].map(([first]) => first?.hubs ?? []),
    ...meshes.toSorted((a, b) => b.length - a.length),
    ...core.map(id => [id]),
  ]
  const groups = sets.map(take).filter(members => members.length > 0)
  return groups.map(members => ({
    members,
    shared: [...shared].filter(([, hubs]) => members.includes(hubs[0] ?? '')).map(([id]) => id),
  }))
}

interface Twin {
  readonly id: string
  readonly hubs: readonly string[]
}

/** Nodes of the core with the same few neighbours, where there are several of them. */
const twinsOf = (
  core: readonly string[],
  neighbours: Neighbours,
  inCore: ReadonlySet<string>,
): Map<string, Twin[]> => {
  const all = new Map<string, Twin[]>()
  for (const id of core) {
    const hubs = [...(neighbours.get(id) ?? [])].filter(other => inCore.has(other)).sort()
    if (hubs.length < 2 || hubs.length > MOST_HUBS) continue
    all.set(hubs.join(' '), [...(all.get(hubs.join(' ')) ?? []), { id, hubs }])
  }
  const many = [...all].filter(
    ([, twins]) => twins.length >= TWINS && twins.length > (twins[0]?.hubs.length ?? 0),
  )
  return new Map(many)
}

/** Members in a ring, each with what hangs below it outside, and what they share around them all. */
export const clusterBlock = (
  blocks: Blocks,
  { members, shared }: Cluster,
  lines: readonly number[],
): Block => {
  const [only] = members
  const inside =
    members.length === 1 && only !== undefined
      ? blockOf(blocks, only, lines)
      : centred(members.length > CROWD ? gridOf(blocks, members) : ellipse(blocks, members))
  if (shared.length === 0) return inside
  const sizes = shared.map(blocks.sizeOf)
  const item = {
    width: Math.max(...sizes.map(({ width }) => width)),
    height: Math.max(...sizes.map(({ height }) => height)),
  }
  const { left, right, top, bottom } = inside.bounds
  const { slots } = trackAround({ width: right - left, height: bottom - top }, shared.length, item, lines)
  return joined([
    inside,
    ...shared.map((id, index) => shifted(blockOf(blocks, id, []), slots[index] ?? { x: 0, y: 0 })),
  ])
}

/** So many in a ring would leave its middle empty and each card too small to read; their lines are not drawn (`linesOf`). */
const CROWD = 45

const centred = (block: Block): Block => shifted(block, minus({ x: 0, y: 0 }, middleOf(block.bounds)))

interface Member {
  /** From the middle of the ring; 1 is the ring's height. */
  readonly direction: Point
  readonly block: Block
}

/** Between members of a ring, at least. */
const GAP = 26

/**
 * A ring that is wider than high, so that no three members lie on one line, as small as it can be without their touching.
 * What one large block would push outwards comes back as far as a ring of bare cards would have it.
 */
const ellipse = (blocks: Blocks, ids: readonly string[]): Block => {
  const branched = (id: string): boolean => blocks.childrenOf(id).length > 6
  const members = ids.map((id, index): Member => {
    const angle = -Math.PI / 2 + (2 * Math.PI * (index + (ids.length === 2 ? 0.5 : 0))) / ids.length
    const direction = { x: Math.cos(angle) * (ids.some(branched) ? 1.1 : 1.45), y: Math.sin(angle) }
    return { direction, block: blockOf(blocks, id, inward(Math.atan2(-direction.y, -direction.x))) }
  })
  const bare = members.map(({ direction }, index) => ({ direction, block: card(blocks, ids[index] ?? '') }))
  const least = radiusFor(bare, ids.length === 2 ? 130 : 150)
  const radii = members.map(() => radiusFor(members, least))
  for (let nearer = true; nearer; ) {
    nearer = false
    for (const [index, member] of members.entries()) {
      const radius = (radii[index] ?? least) * 0.96
      const box = placedAt(member, radius)
      if (radius < least) continue
      if (
        members.some((other, nth) => nth !== index && collide(box, placedAt(other, radii[nth] ?? least), GAP))
      )
        continue
      radii[index] = radius
      nearer = true
    }
  }
  return joined(
    members.map(({ direction, block }, index) => shifted(block, scaled(direction, radii[index] ?? least))),
  )
}

const card = (blocks: Blocks, id: string): Block => ({
  bounds: boundsAround({ x: 0, y: 0 }, blocks.sizeOf(id)),
  places: [],
})

const placedAt = ({ direction, block }: Member, radius: number): Bounds =>
  moved(block.bounds, scaled(direction, radius))

const radiusFor = (members: readonly Member[], least: number): number => {
  let radius = least
  while (touching(members.map(member => placedAt(member, radius)))) radius *= 1.06
  return radius
}

/** On a ring, who touches anybody touches somebody near. */
const touching = (boxes: readonly Bounds[]): boolean => {
  const near = [...boxes, ...boxes.slice(0, Math.max(0, Math.min(8, boxes.length - 8)))]
  return boxes.some((box, index) => near.slice(index + 1, index + 9).some(other => collide(box, other, GAP)))
}

/** To the other members: across the ring, and a little to both sides. */
const inward = (angle: number): number[] => [angle, angle - 0.6, angle + 0.6]

const scaled = ({ x, y }: Point, by: number): Point => ({ x: x * by, y: y * by })

import { type Block, type Blocks, blockOf, joined, shifted } from './block.ts'
import { middleOf, minus, sizeOf } from './geometry.ts'
import { GAP } from './track.ts'

/** How much wider than high a page is. */
const PAGE = 1.55

/** Nodes with what hangs below them, in rows from the left, in their own order: a name is found where the alphabet has it. */
export const gridOf = (blocks: Blocks, ids: readonly string[]): Block => {
  const all = ids.map(id => blockOf(blocks, id, []))
  const sizes = all.map(({ bounds }) => sizeOf(bounds))
  const width = Math.max(...sizes.map(size => size.width)) + GAP.x
  const height = Math.max(...sizes.map(size => size.height)) + GAP.y
  const columns = Math.max(1, Math.round(Math.sqrt((ids.length * height * PAGE) / width)))
  return joined(
    all.map((block, index) => {
      const slot = { x: (index % columns) * width, y: Math.floor(index / columns) * height }
      return shifted(block, minus(slot, middleOf(block.bounds)))
    }),
  )
}

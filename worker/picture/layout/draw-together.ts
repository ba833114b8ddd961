import { type Block, shifted } from './block.ts'
import { collide, hull, middleOf, minus, sizeOf } from './geometry.ts'

/** Between two blocks that were pulled together, at least. */
const GAP = 60

/** Blocks of about the same size are left in the order that they have: a ring is nicer than a heap. */
const ALIKE = 3

/**
 * Pulls blocks of different sizes towards their middle, each as far as the others let it: what one large block pushed
 * outwards comes back. Takes bounded time: a fixed number of rounds, each quadratic in the number of blocks.
 */
export const drawnTogether = (blocks: readonly Block[]): readonly Block[] => {
  const areas = blocks.map(({ bounds }) => sizeOf(bounds)).map(({ width, height }) => width * height)
  if (Math.max(...areas) < ALIKE * Math.min(...areas) || blocks.length > MANY) return blocks
  const now = [...blocks]
  for (let round = 0; round < ROUNDS; round++) {
    const centre = middleOf(hull(now.map(({ bounds }) => bounds)))
    for (const [index, block] of now.entries()) {
      const away = minus(centre, middleOf(block.bounds))
      for (const [dx, dy] of STEPS) {
        const next = shifted(now[index] ?? block, { x: away.x * dx, y: away.y * dy })
        if (now.every((other, nth) => nth === index || !collide(next.bounds, other.bounds, GAP)))
          now[index] = next
      }
    }
  }
  return now
}

const MANY = 200
const ROUNDS = 40

/** Straight on, then along one side only. */
const STEPS: readonly (readonly [x: number, y: number])[] = [
  [0.06, 0.06],
  [0.06, 0],
  [0, 0.06],
]

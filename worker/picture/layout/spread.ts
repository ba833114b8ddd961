import { forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force'
import type { Point, Size } from './geometry.ts'

/** Something that wants a place of its own, and whom it is joined with, by index. */
export interface Body {
  readonly size: Size
  readonly joined: readonly number[]
}

/** Between two bodies, at least. */
const GAP = 70

interface Particle extends SimulationNodeDatum {
  readonly radius: number
}

/**
 * Finds places for bodies: those that are joined near each other, no two on top of one another. The same bodies get the
 * same places: the simulation starts on a spiral, draws its randomness from a fixed series and runs a fixed number of steps.
 */
export const spread = (bodies: readonly Body[]): Point[] => {
  if (bodies.length <= 1) return bodies.map(() => ({ x: 0, y: 0 }))
  const particles = bodies.map(({ size }): Particle => ({ radius: Math.hypot(size.width, size.height) / 2 }))
  const links = bodies.flatMap(({ joined }, source) =>
    joined.filter(target => target > source).map(target => ({ source, target })),
  )
  const room = (index: number): number => particles[index]?.radius ?? 0
  const apart = new Map(links.map(link => [link, room(link.source) + room(link.target)]))
  const distances = links.map(link => (apart.get(link) ?? 0) * 0.8 + GAP)
  forceSimulation(particles)
    .force(
      'link',
      forceLink(links)
        .distance((_, index) => distances[index] ?? GAP)
        .strength(0.7),
    )
    .force(
      'charge',
      forceManyBody<Particle>().strength(({ radius }) => -7 * radius),
    )
    .force('x', forceX(0).strength(0.05))
    .force('y', forceY(0).strength(0.09))
    .stop()
    .tick(Math.max(60, Math.min(300, Math.round(30_000 / bodies.length))))
  return separated(
    particles.map(({ x, y }) => ({ x: x ?? 0, y: y ?? 0 })),
    bodies.map(({ size }) => size),
  )
}

/** Pushes bodies apart where they touch, along the shorter way, until none do. */
export const separated = (points: readonly Point[], sizes: readonly Size[]): Point[] => {
  const at = points.map(({ x, y }, index) => ({ x, y, size: sizes[index] ?? { width: 0, height: 0 } }))
  for (let round = 0; round < 400; round++) {
    let moved = false
    for (const [index, a] of at.entries())
      for (let other = index + 1; other < at.length; other++) {
        const b = at[other]
        if (b !== undefined && push(a, b)) moved = true
      }
    if (!moved) break
  }
  return at.map(({ x, y }) => ({ x, y }))
}

interface Movable {
  x: number
  y: number
  readonly size: Size
}

const push = (a: Movable, b: Movable): boolean => {
  const x = (a.size.width + b.size.width) / 2 + GAP - Math.abs(a.x - b.x)
  // Half a pixel is left alone: otherwise rounding would keep them trembling.
  if (x <= 0.5) return false
  const y = (a.size.height + b.size.height) / 2 + GAP - Math.abs(a.y - b.y)
  if (y <= 0.5) return false
  if (x < y) {
    const sign = a.x <= b.x ? 1 : -1
    a.x -= (sign * x) / 2
    b.x += (sign * x) / 2
  } else {
    const sign = a.y <= b.y ? 1 : -1
    a.y -= (sign * y) / 2
    b.y += (sign * y) / 2
  }
  return true
}

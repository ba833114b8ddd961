import { type Bounds, boundsAround, hull, type Point, type Size } from '../layout/geometry.ts'

/** A line between two cards: straight, or bent over a control point (a quadratic Bézier curve). */
export interface Curve {
  readonly from: Point
  readonly over: Point
  readonly to: Point
}

/** How far lines bow out, in pixels, in the order in which it is tried. */
const BOWS = [0, 50, -50, 110, -110, 190, -190, 300, -300, 430, -430]

/**
 * The line from one card to another that runs below the fewest others. `taken` lines between the same two are drawn
 * already; this one bows differently. `obstacles` are the boxes of all cards but the two that it joins.
 */
export const curveBetween = (from: Point, to: Point, taken: number, obstacles: readonly Bounds[]): Curve => {
  const near = obstacles.filter(box => reaches(box, from, to))
  const candidates = BOWS.slice(Math.min(taken, BOWS.length - 1)).map(bow => bent(from, to, bow))
  let [best = bent(from, to, 0)] = candidates
  let fewest = crossed(best, near)
  for (const curve of candidates.slice(1)) {
    if (fewest === 0) break
    const count = crossed(curve, near)
    if (count < fewest) [best, fewest] = [curve, count]
  }
  return best
}

const bent = (from: Point, to: Point, bow: number): Curve => {
  const [x, y] = [to.x - from.x, to.y - from.y]
  const length = Math.hypot(x, y) || 1
  return {
    from,
    to,
    over: {
      x: (from.x + to.x) / 2 - (y / length) * bow * 2,
      y: (from.y + to.y) / 2 + (x / length) * bow * 2,
    },
  }
}

/** The point at a part of the way, 0 to 1. */
export const pointAt = ({ from, over, to }: Curve, part: number): Point => {
  const rest = 1 - part
  const mix = (a: number, b: number, c: number): number =>
    rest * rest * a + 2 * rest * part * b + part * part * c
  return { x: mix(from.x, over.x, to.x), y: mix(from.y, over.y, to.y) }
}

const STEPS = 24

const pointsOf = (curve: Curve): Point[] =>
  Array.from({ length: STEPS - 1 }, (_, index) => pointAt(curve, (index + 1) / STEPS))

/** The room that a line takes between its ends. */
export const boundsOf = (curve: Curve): Bounds =>
  hull(pointsOf(curve).map(({ x, y }) => ({ left: x, top: y, right: x, bottom: y })))

const crossed = (curve: Curve, boxes: readonly Bounds[]): number => {
  const points = pointsOf(curve)
  return boxes.filter(box => points.some(point => inside(box, point))).length
}

const inside = ({ left, top, right, bottom }: Bounds, { x, y }: Point): boolean =>
  x > left - 4 && x < right + 4 && y > top - 4 && y < bottom + 4

/** False for boxes that no bow between the two could touch. */
const reaches = ({ left, top, right, bottom }: Bounds, a: Point, b: Point): boolean =>
  left < Math.max(a.x, b.x) + 450 &&
  right > Math.min(a.x, b.x) - 450 &&
  top < Math.max(a.y, b.y) + 450 &&
  bottom > Math.min(a.y, b.y) - 450

/** Where a line that begins in the middle of a card leaves it; it has left it halfway. */
export const exitOf = (curve: Curve, card: Size, end: 'from' | 'to'): Point => {
  const { left, right, top, bottom } = boundsAround(curve[end], card)
  let [within, without] = [0, 0.5]
  for (let halving = 0; halving < 16; halving++) {
    const part = (within + without) / 2
    const { x, y } = pointAt(curve, end === 'from' ? part : 1 - part)
    if (x < left || x > right || y < top || y > bottom) without = part
    else within = part
  }
  return pointAt(curve, end === 'from' ? without : 1 - without)
}

export const pathData = ({ from, over, to }: Curve): string => {
  const straight = Math.abs((from.x + to.x) / 2 - over.x) + Math.abs((from.y + to.y) / 2 - over.y) < 1
  const round = ({ x, y }: Point): string => `${Math.round(x)} ${Math.round(y)}`
  return straight ? `M${round(from)}L${round(to)}` : `M${round(from)}Q${round(over)} ${round(to)}`
}

import { angleOf, type Point, type Size, turn } from './geometry.ts'

/** Between two cards beside and above one another. */
export const GAP = { x: 18, y: 14 }

/** Between what is in the middle and the cards around it: room for lines and their labels. */
const CLEAR = { x: 150, y: 64 }

export interface Track {
  readonly slots: readonly Point[]
  readonly size: Size
}

/**
 * Places for `count` equal items on a rounded rectangle around something: rows above and below it, columns beside it. A
 * line from the middle to any of them crosses none of the others. Places that lie towards one of `keepFree`
 * (directions, radians) stay empty.
 */
export const trackAround = (
  middle: Size,
  count: number,
  item: Size,
  keepFree: readonly number[] = [],
): Track => {
  const total = count + Math.min(keepFree.length, count + 2)
  const best = shapes(total)
    .map(shape => ({ shape, size: outerSize(shape, middle, item) }))
    .reduce((a, b) => (cost(b.size, total) < cost(a.size, total) ? b : a))
  const slots = slotsOf(best.shape, middle, item)
  const used = new Set(slots)
  for (const direction of keepFree) if (used.size > count) used.delete(nearest([...used], direction))
  return { slots: slots.filter(slot => used.has(slot)).slice(0, count), size: best.size }
}

interface Shape {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

const shapes = (count: number): Shape[] =>
  Array.from({ length: count + 1 }, (_, beside) => ({
    top: Math.ceil((count - beside) / 2),
    bottom: Math.floor((count - beside) / 2),
    left: Math.floor(beside / 2),
    right: Math.ceil(beside / 2),
  }))

const innerSize = ({ top, right }: Shape, middle: Size, item: Size): Size => ({
  width: Math.max(middle.width + 2 * CLEAR.x, top * (item.width + GAP.x) - GAP.x),
  height: Math.max(middle.height + (top > 0 ? 2 * CLEAR.y : 0), right * (item.height + GAP.y) - GAP.y),
})

const outerSize = (shape: Shape, middle: Size, item: Size): Size => {
  const inner = innerSize(shape, middle, item)
  return {
    width: inner.width + (shape.right > 0 ? 2 * (item.width + GAP.x) : 0),
    height: inner.height + (shape.top > 0 ? 2 * (item.height + GAP.y) : 0),
  }
}

/** How far it must be made smaller to fit a page that lies on its side. A few stand beside rather than above one another. */
const cost = ({ width, height }: Size, count: number): number =>
  Math.max(width / (count <= 3 ? 4 : 1.55), height) + (width + height) / 50

/** Clockwise from the upper left. */
const slotsOf = (shape: Shape, middle: Size, item: Size): Point[] => {
  const inner = innerSize(shape, middle, item)
  const x = inner.width / 2 + GAP.x + item.width / 2
  const y = inner.height / 2 + GAP.y + item.height / 2
  return [
    ...along(shape.top, item.width + GAP.x, inner.width).map(at => ({ x: at, y: -y })),
    ...along(shape.right, item.height + GAP.y, inner.height).map(at => ({ x, y: at })),
    ...along(shape.bottom, item.width + GAP.x, inner.width)
      .map(at => ({ x: at, y }))
      .reverse(),
    ...along(shape.left, item.height + GAP.y, inner.height)
      .map(at => ({ x: -x, y: at }))
      .reverse(),
  ]
}

/** Centres of `count` items in a line around 0, spread a little where there is room. */
const along = (count: number, step: number, room: number): number[] => {
  const wide = Math.min(step * 1.5, Math.max(step, room / Math.max(1, count)))
  return Array.from({ length: count }, (_, index) => (index - (count - 1) / 2) * wide)
}

const nearest = (slots: readonly Point[], direction: number): Point =>
  slots.reduce((a, b) => (turn(angleOf(b), direction) < turn(angleOf(a), direction) ? b : a))

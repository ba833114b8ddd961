/** Pixels; y grows downwards. */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** A rectangle by its edges. */
export interface Bounds {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export const boundsAround = ({ x, y }: Point, { width, height }: Size): Bounds => ({
  left: x - width / 2,
  top: y - height / 2,
  right: x + width / 2,
  bottom: y + height / 2,
})

export const sizeOf = ({ left, top, right, bottom }: Bounds): Size => ({
  width: right - left,
  height: bottom - top,
})

export const middleOf = ({ left, top, right, bottom }: Bounds): Point => ({
  x: (left + right) / 2,
  y: (top + bottom) / 2,
})

export const moved = (bounds: Bounds, { x, y }: Point): Bounds => ({
  left: bounds.left + x,
  top: bounds.top + y,
  right: bounds.right + x,
  bottom: bounds.bottom + y,
})

export const plus = (a: Point, b: Point): Point => ({ x: a.x + b.x, y: a.y + b.y })
export const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y })

/** The smallest rectangle around all of them; a point at the origin around none. */
export const hull = (all: readonly Bounds[]): Bounds =>
  all.reduce(
    (sum, one) => ({
      left: Math.min(sum.left, one.left),
      top: Math.min(sum.top, one.top),
      right: Math.max(sum.right, one.right),
      bottom: Math.max(sum.bottom, one.bottom),
    }),
    all[0] ?? { left: 0, top: 0, right: 0, bottom: 0 },
  )

/** True when the two come nearer to each other than `gap`. */
export const collide = (a: Bounds, b: Bounds, gap: number): boolean =>
  a.left < b.right + gap && b.left < a.right + gap && a.top < b.bottom + gap && b.top < a.bottom + gap

/** The direction from the origin, in radians. */
export const angleOf = ({ x, y }: Point): number => Math.atan2(y, x)

/** How far two directions are apart, 0 to π. */
export const turn = (a: number, b: number): number => {
  const difference = Math.abs(a - b) % (2 * Math.PI)
  return difference > Math.PI ? 2 * Math.PI - difference : difference
}

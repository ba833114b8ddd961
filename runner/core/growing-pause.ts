/** Milliseconds: of the first pause, and of the longest. */
const [LEAST, MOST] = [1000, 60_000] as const

/** The pauses before something that ends by itself is begun again. */
export interface GrowingPause {
  /** Whether the next pause is the first of its kind: what went wrong is news. */
  isFirst(): boolean
  /** Milliseconds of the next pause, once it has held for so many: twice the last one, up to a minute; a second where it held for a minute. */
  after(held: number): number
}

/** What ends at once, time after time, is not begun a thousand times an hour; what ends once in a while is missed for a second. */
export const growingPause = (): GrowingPause => {
  let next: number = LEAST
  return {
    isFirst: () => next === LEAST,
    after: held => {
      const pause = held >= MOST ? LEAST : next
      next = Math.min(MOST, 2 * pause)
      return pause
    },
  }
}

/** A generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Moments spread over [0, 1), `width` of them for each of these rounds: one in each of as many equal parts, anywhere in it. Neighbours
 * share a round, so that nobody waits long for the others of it; rounds, and who has which moment in one, are in a random order.
 */
export const momentsOf = (
  rounds: number,
  width: number,
  random: () => number,
): readonly (readonly number[])[] => {
  const moment = (part: number): number => (part + random()) / (rounds * width)
  const round = (first: number): number[] => Array.from({ length: width }, (_, n) => moment(first + n))
  return shuffled(
    Array.from({ length: rounds }, (_, n) => shuffled(round(n * width), random)),
    random,
  )
}

const shuffled = <T>(all: readonly T[], random: () => number): readonly T[] =>
  all
    .map(one => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)

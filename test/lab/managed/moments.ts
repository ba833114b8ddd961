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

/** `count` moments spread over [0, 1): one in each of as many equal parts, anywhere in it, in a random order. */
export const momentsOf = (count: number, random: () => number): readonly number[] => {
  const moments = Array.from({ length: count }, (_, part) => (part + random()) / count)
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const [a, b] = [moments[last], moments[other]]
    if (a !== undefined && b !== undefined) [moments[last], moments[other]] = [b, a]
  }
  return moments
}

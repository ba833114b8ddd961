/** Seconds between two polls until a bundle says otherwise. */
export const DEFAULT_EVERY = 60

/** Failing polls are never further apart than this many intervals, so that a repair is noticed soon. */
const LONGEST = 8

/**
 * Seconds until the next poll: the interval spread by ±10 %, doubled for each failure in a row up to eight intervals.
 * `random` is in [0, 1) and injected, so that a fleet spreads and a test does not.
 */
export const pauseBefore = (every: number, failures: number, random: number): number => {
  const grown = every * Math.min(2 ** failures, LONGEST)
  return grown * (0.9 + 0.2 * random)
}

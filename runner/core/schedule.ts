/** Seconds between two polls until a bundle says otherwise. */
export const DEFAULT_EVERY = 60

/** Failing polls are never further apart than this many intervals, nor than so many seconds: a repair is noticed soon. */
const LONGEST = 8
const LONGEST_SECONDS = 15 * 60

/** Gateways that wait for the same window begin within this many seconds, not all at once. */
const SPREAD = 30

/** A fleet that was started together polls within so many seconds, and a gateway is not long without its first poll. */
const START_SPREAD = 5

/** Seconds from the start of the service to its first poll. */
export const pauseAtStart = (random: number): number => START_SPREAD * random

/**
 * Seconds until the next poll. The interval, spread by ±10 %. After failures anything between half an interval and one that doubles
 * with each, up to eight: what comes back after an outage meets the fleet one by one, and nobody asks without a break. An
 * interval of hours counts as a quarter of one then. `random` is in [0, 1) and injected, so that a fleet spreads and a test
 * does not.
 */
export const pauseBefore = (every: number, failures: number, random: number): number => {
  if (failures === 0) return every * (0.9 + 0.2 * random)
  const base = Math.min(every, LONGEST_SECONDS)
  const grown = Math.min(base * Math.min(2 ** failures, LONGEST), LONGEST_SECONDS)
  return base / 2 + (grown - base / 2) * random
}

/** The same pause, cut short when the window that a release waits for opens before it is over. At least a second. */
export const pauseUntil = (pause: number, opens: Date | undefined, now: Date, random: number): number => {
  if (opens === undefined) return pause
  const seconds = (opens.getTime() - now.getTime()) / 1000
  return seconds < 0 ? pause : Math.min(pause, Math.max(1, seconds + SPREAD * random))
}

/** Milliseconds by which a clock may go beside one that nobody sets: whoever corrects it little by little has not set it. */
const BESIDE = 2000

/**
 * Whether somebody has set the clock since the look before, forward or back; a machine that slept looks the same. Takes what both
 * clocks show, in milliseconds: the one that people set, and the one that they cannot.
 */
export const settingsOfClock = (): ((now: number, elapsed: number) => boolean) => {
  let before: number | undefined
  return (now, elapsed) => {
    const between = now - elapsed
    const isSet = before !== undefined && Math.abs(between - before) > BESIDE
    before = between
    return isSet
  }
}

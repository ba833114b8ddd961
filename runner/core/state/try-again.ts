/** Minutes until what did not work is tried again; the pause doubles up to an hour. */
const PAUSE = 1
const LONGEST_PAUSE = 60

/** When to try again after so many tries that did not work. */
export const againAt = (tries: number, now: Date): Date => {
  const minutes = Math.min(PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
  return new Date(now.getTime() + minutes * 60_000)
}

/** Whether such a moment, in ISO 8601, has come by now; also when a clock was turned back. */
export const hasCome = (moment: string, now: Date): boolean => {
  const left = Date.parse(moment) - now.getTime()
  return left <= 0 || left > LONGEST_PAUSE * 60_000
}

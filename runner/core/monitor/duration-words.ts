/** `3.1 s`, `2 min 5 s`, `3 h 2 min`, `4 d 1 h`. What is no length of time is none. */
export const durationWords = (milliseconds: number): string => {
  const seconds = Number.isFinite(milliseconds) ? Math.max(0, milliseconds) / 1000 : 0
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < HOUR) return two(whole, MINUTE, 'min', 1, 's')
  if (whole < DAY) return two(whole, HOUR, 'h', MINUTE, 'min')
  return two(whole, DAY, 'd', HOUR, 'h')
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const two = (seconds: number, large: number, largeName: string, small: number, smallName: string): string => {
  const rest = Math.floor((seconds % large) / small)
  return `${Math.floor(seconds / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`
}

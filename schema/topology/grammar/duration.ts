const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** Seconds of a duration such as `30s`, `5m`, `4h` or `1d`; undefined for anything else, fractions included. */
export const parseDuration = (text: string): number | undefined => {
  const [, count, unit] = /^(0|[1-9]\d{0,6})([smhd])$/.exec(text) ?? []
  return isUnit(unit) ? Number(count) * SECONDS[unit] : undefined
}

const isUnit = (unit: string | undefined): unit is keyof typeof SECONDS =>
  unit !== undefined && Object.hasOwn(SECONDS, unit)

/** The shortest way to write a number of seconds that `parseDuration` reads back. */
export const formatDuration = (seconds: number): string => {
  if (seconds % 86_400 === 0 && seconds > 0) return `${seconds / 86_400}d`
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600}h`
  return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60}m` : `${seconds}s`
}

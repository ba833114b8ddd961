import * as z from 'zod'

/** The headers by which GitHub says how long to wait; all of them are missing from some of its refusals. */
const Refused = z.object({
  status: z.number(),
  message: z.string(),
  response: z
    .object({ headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()) })
    .optional(),
})

const MINUTE = 60 * 1000
/** The longest that GitHub's limits last, in milliseconds: what is said to last longer is asked about then. */
const LONGEST = 60 * MINUTE

/**
 * Milliseconds that GitHub wants to be left alone for; undefined when an error is no limit. `retry-after` counts in
 * seconds, `x-ratelimit-reset` names a moment by GitHub's own clock, and a secondary limit that says nothing lasts a
 * minute (GitHub, "Rate limits for the REST API").
 */
export const limitOf = (error: unknown): number | undefined => {
  const refused = Refused.safeParse(error)
  if (!refused.success || (refused.data.status !== 403 && refused.data.status !== 429)) return undefined
  const { status, message, response } = refused.data
  const headers = response?.headers ?? {}
  const after = numberIn(headers['retry-after'])
  if (after !== undefined) return bounded(after * 1000)
  const reset = numberIn(headers['x-ratelimit-reset'])
  if (numberIn(headers['x-ratelimit-remaining']) === 0 && reset !== undefined) {
    return bounded(reset * 1000 - dateIn(headers['date']))
  }
  return status === 429 || /rate limit/i.test(message) ? MINUTE : undefined
}

const numberIn = (header: string | number | undefined): number | undefined =>
  header === undefined || !/^\d{1,12}$/.test(String(header)) ? undefined : Number(header)

const dateIn = (header: string | number | undefined): number => {
  const date = Date.parse(String(header))
  return Number.isNaN(date) ? Date.now() : date
}

const bounded = (wait: number): number => Math.min(Math.max(wait, 1000), LONGEST)

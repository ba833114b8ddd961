import * as z from 'zod'
import type { AccessKey, AccessKeys } from '../ports/doors.ts'

/** Cloudflare changes the keys every six weeks, and shows the next one before it signs with it. */
const KEPT = 3_600_000
/** Milliseconds between two questions for a key that is not known: anybody can invent one. */
const PAUSE = 60_000
const PATIENCE = 10_000

const Answer = z.object({
  keys: z.array(z.object({ kid: z.string(), kty: z.literal('RSA'), n: z.string(), e: z.string() })).max(20),
})

/** `<team>/cdn-cgi/access/certs`, asked for once an hour. */
export const accessKeys = (team: string, now: () => number = Date.now): AccessKeys => {
  let keys: readonly AccessKey[] = []
  let asked = Number.NEGATIVE_INFINITY
  return {
    including: async id => {
      const age = now() - asked
      if (age > KEPT || (age > PAUSE && !keys.some(({ kid }) => kid === id))) {
        asked = now()
        keys = (await fetched(team)) ?? keys
      }
      return keys
    },
  }
}

const fetched = async (team: string): Promise<readonly AccessKey[] | undefined> => {
  try {
    const answer = await fetch(`${team}/cdn-cgi/access/certs`, { signal: AbortSignal.timeout(PATIENCE) })
    return answer.ok ? Answer.parse(await answer.json()).keys : undefined
  } catch {
    return undefined
  }
}

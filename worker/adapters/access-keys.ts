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

type Send = (url: string, init: RequestInit) => Promise<Response>

/**
 * `<team>/cdn-cgi/access/certs`, asked for once an hour. None without TLS, nor from where a redirect leads: whoever answers says who is
 * let in.
 */
export const accessKeys = (
  team: string,
  now: () => number = Date.now,
  send: Send = (to, init) => fetch(to, init),
): AccessKeys => {
  let keys: readonly AccessKey[] = []
  let asked = Number.NEGATIVE_INFINITY
  return {
    including: async id => {
      const age = now() - asked
      if (age > KEPT || (age > PAUSE && !keys.some(({ kid }) => kid === id))) {
        // Until the first answer is there, nobody is turned away because somebody else asks just then.
        if (keys.length > 0) asked = now()
        keys = (await fetched(team, send)) ?? keys
        asked = now()
      }
      return keys
    },
  }
}

const fetched = async (team: string, send: Send): Promise<readonly AccessKey[] | undefined> => {
  if (!team.startsWith('https://')) return undefined
  try {
    const answer = await send(`${team}/cdn-cgi/access/certs`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    })
    return answer.ok ? Answer.parse(await answer.json()).keys : undefined
  } catch {
    return undefined
  }
}

import { decode, verifyWithJwks } from 'hono/jwt'
import * as z from 'zod'
import type { Access } from '../ports/doors.ts'

/** Characters; Access puts groups of an identity provider in as well. */
const MOST = 16_384

const Header = z.object({ alg: z.literal('RS256'), kid: z.string().max(200) })
/** Of the payload: RFC 7519 §4.1. A token without an end is none. */
const Payload = z.object({ exp: z.number(), iss: z.string() })

/** Whether `Cf-Access-Jwt-Assertion` is a token of this team, for this application, and not over (docs/protocol.md §14.5). */
export const isLetIn = async ({ team, audience, keys }: Access, assertion: string): Promise<boolean> => {
  if (assertion.length > MOST) return false
  try {
    const { kid } = Header.parse(decode(assertion).header)
    const payload = await verifyWithJwks(assertion, {
      keys: (await keys.including(kid)).map(key => ({ ...key })),
      allowedAlgorithms: ['RS256'],
      verification: { iss: team, aud: audience },
    })
    return Payload.safeParse(payload).success
  } catch {
    // Whatever is wrong with it, whoever sent it is told that they are not let in.
    return false
  }
}

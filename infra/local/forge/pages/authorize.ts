import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Hono, Context as HonoContext } from 'hono'
import * as z from 'zod'
import type { Context } from '../context.ts'
import { Refusal } from '../failure.ts'
import { tokenHash } from '../identity/caller.ts'
import type { Sessions } from './session.ts'

/** GitHub's own: a code counts for ten minutes, and a user's token of an App for eight hours. */
const CODE_MS = 600_000
const TOKEN_MS = 8 * 3_600_000

const Asked = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  state: z.string().max(500),
  code_challenge: z.string().regex(/^[\w-]{43}$/),
  code_challenge_method: z.literal('S256'),
})

const Exchange = z.object({
  client_id: z.string(),
  client_secret: z.string(),
  code: z.string(),
  redirect_uri: z.string(),
  code_verifier: z.string(),
})

interface Grant {
  readonly user: number
  readonly redirect: string
  readonly challenge: string
  readonly until: number
}

/**
 * The App's web flow for people, as GitHub has it (RFC 6749 §4.1, RFC 7636), for whoever is signed in to the forge. GitHub would ask once
 * whether the App may know who they are; here that goes without saying.
 */
export const serveAuthorize = (app: Hono, context: Context, sessions: Sessions): void => {
  const grants = new Map<string, Grant>()
  app.get('/login/oauth/authorize', async c => {
    const { user } = await sessions.visitor(c)
    const asked = Asked.safeParse(c.req.query())
    const { client } = context.settings.app
    if (!asked.success || client === undefined || asked.data.client_id !== client.id)
      throw new Refusal(404, 'no App of this forge asks so')
    const { redirect_uri: redirect, state, code_challenge: challenge } = asked.data
    if (!client.callbacks.includes(redirect)) throw new Refusal(400, 'redirect_uri is no callback of the App')
    const code = randomBytes(20).toString('hex')
    grants.set(code, { user: user.id, redirect, challenge, until: context.now().getTime() + CODE_MS })
    return c.redirect(`${redirect}?${new URLSearchParams({ code, state }).toString()}`, 302)
  })
  app.post('/login/oauth/access_token', async c => c.json(await exchanged(context, grants, c)))
}

/** GitHub answers 200 also when it says no. */
const exchanged = async (
  context: Context,
  grants: Map<string, Grant>,
  c: HonoContext,
): Promise<Record<string, string | number>> => {
  const asked = Exchange.safeParse(await c.req.parseBody())
  const { client } = context.settings.app
  if (!asked.success || client === undefined || asked.data.client_id !== client.id)
    return { error: 'incorrect_client_credentials' }
  if (!same(asked.data.client_secret, client.secret)) return { error: 'incorrect_client_credentials' }
  const grant = grants.get(asked.data.code)
  // Good once, whatever comes of it.
  grants.delete(asked.data.code)
  const challenge = createHash('sha256').update(asked.data.code_verifier).digest('base64url')
  const now = context.now().getTime()
  const isGood =
    grant !== undefined &&
    grant.until > now &&
    grant.redirect === asked.data.redirect_uri &&
    same(grant.challenge, challenge)
  return isGood ? token(context, grant.user, now) : { error: 'bad_verification_code' }
}

const token = ({ records }: Context, user: number, now: number): Record<string, string | number> => {
  const access_token = `ghu_${randomBytes(27).toString('base64url')}`
  const expiresAt = new Date(now + TOKEN_MS).toISOString()
  records.tokens.put(records.tokens.nextId(), {
    hash: tokenHash(access_token),
    expiresAt,
    permissions: {},
    user,
  })
  return { access_token, token_type: 'bearer', scope: '', expires_in: TOKEN_MS / 1000 }
}

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

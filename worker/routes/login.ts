import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as z from 'zod'
import { ControlError } from '../control-error.ts'
import type { Seal } from '../login/seal.ts'
import { ATTEMPT_LIFE, Attempt, attemptFor, proofKeyOf, SESSION_LIFE, sessionFor } from '../login/session.ts'
import { onError, STATUS } from '../middleware/answers.ts'
import { COOKIE, SESSION, sealFor, sessionCookie } from '../middleware/reader.ts'
import { sent } from '../middleware/sent-page.ts'
import { lostPage } from '../pages/door-page.ts'
import type { SignIn } from '../ports/doors.ts'
import { ForgeError } from '../ports/forge.ts'
import type { RouteContext } from './context.ts'

const ATTEMPT = 'attempt'
const ATTEMPT_COOKIE = '__Host-cygnet-login'

const Back = z.object({
  code: z.string().regex(/^[\w-]{1,200}$/),
  state: z.string().max(100),
})

/** The one address to which GitHub sends people back; an App names it whole. */
export const CALLBACK = '/login/callback'

/** Sends somebody to GitHub, and remembers in their browser that it did. */
export const beginLogin = async (c: Context<RouteContext>, network: string): Promise<Response> => {
  const { seal, signIn } = await doorOf(c)
  const attempt = attemptFor(network, c.req.query('to'), Date.now())
  const { challenge } = await proofKeyOf(seal, attempt)
  setCookie(c, ATTEMPT_COOKIE, await seal.sealed(ATTEMPT, attempt), {
    ...COOKIE,
    maxAge: ATTEMPT_LIFE / 1000,
  })
  return c.redirect(signIn.addressFor({ redirect: redirectOf(c), state: attempt.state, challenge }), 303)
}

/** Takes the session away from this browser. */
export const endLogin = (c: Context<RouteContext>, network: string): void => {
  deleteCookie(c, sessionCookie(network), COOKIE)
}

/** Where GitHub sends people back to (docs/protocol.md §14.3, RFC 6749 §4.1.2). The state must be the one that this very browser was given. */
export const loginRoute = new Hono<RouteContext>()
  .get('/callback', async c => {
    const { seal, signIn } = await doorOf(c)
    const cookie = getCookie(c, ATTEMPT_COOKIE)
    const attempt = cookie && (await seal.opened(ATTEMPT, cookie, Attempt, Date.now()))
    deleteCookie(c, ATTEMPT_COOKIE, COOKIE)
    const back = Back.safeParse(c.req.query())
    if (!attempt || !back.success || back.data.state !== attempt.state)
      throw lost('this log in was not begun in this browser, or too long ago, or GitHub was told no')
    const { verifier } = await proofKeyOf(seal, attempt)
    const person = await signIn.personOf({ redirect: redirectOf(c), code: back.data.code, verifier })
    if (person === undefined) throw lost('GitHub does not know this log in')
    const session = sessionFor(attempt.network, person, Date.now())
    setCookie(c, sessionCookie(attempt.network), await seal.sealed(SESSION, session), {
      ...COOKIE,
      maxAge: SESSION_LIFE / 1000,
    })
    return c.redirect(attempt.to, 303)
  })
  .onError((error, c) => {
    if (error instanceof ControlError) return sent(c, lostPage(error), STATUS[error.code])
    if (!(error instanceof ForgeError)) return onError(error, c)
    console.error(error.message)
    return sent(c, lostPage({ message: 'GitHub did not answer as it should', hint: 'try again' }), 502)
  })

const lost = (message: string): ControlError =>
  new ControlError('bad-login', message, 'begin again on the page that you want')

/** Below the address at which somebody is: GitHub takes those that the App names, and no other. */
const redirectOf = (c: Context<RouteContext>): string => `${new URL(c.req.url).origin}${CALLBACK}`

const doorOf = async (
  c: Context<RouteContext>,
): Promise<{ readonly seal: Seal; readonly signIn: SignIn }> => {
  const { signIn } = c.var.doors
  const seal = await sealFor(c)
  if (signIn !== undefined && seal !== undefined) return { seal, signIn }
  throw new ControlError(
    'misconfigured',
    'nobody can log in: GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET are not set',
    'see docs/guide/pages.md',
  )
}

import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { type Seal, sealOf } from '../login/seal.ts'
import { Session } from '../login/session.ts'
import type { Reader } from '../ports/reader.ts'
import type { RouteContext } from '../routes/context.ts'
import { isLetIn } from './access.ts'

/** What a session is sealed for. */
export const SESSION = 'session'

/** Each network has its own: who logged in to one is nobody at another. `__Host-`: this host, this path, HTTPS only. */
export const sessionCookie = (network: string): string => `__Host-cygnet-${network}`

/** How everything that a browser keeps for us is kept: no script reads it, no other site sends it along with a form. */
export const COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

/** By the secret of the log in; undefined in a deployment without one. */
export const sealFor = async (c: Context<RouteContext>): Promise<Seal | undefined> => {
  const { GITHUB_CLIENT_SECRET: secret, PUBLIC_URL } = c.env
  return secret === undefined || secret === '' ? undefined : sealOf(secret, PUBLIC_URL)
}

/** Who looks: by a session of this network, or let in by Cloudflare Access; undefined for nobody. Whether they may, the fleet finds out. */
export const readerOf = async (c: Context<RouteContext>, network: string): Promise<Reader | undefined> => {
  const cookie = getCookie(c, sessionCookie(network))
  const seal = cookie === undefined ? undefined : await sealFor(c)
  const session = cookie && (await seal?.opened(SESSION, cookie, Session, Date.now()))
  if (session && session.network === network)
    return { kind: 'login', person: { login: session.login, id: session.id } }
  const { access } = c.var.doors
  const assertion = c.req.header('Cf-Access-Jwt-Assertion')
  if (access === undefined || assertion === undefined) return undefined
  return (await isLetIn(access, assertion)) ? { kind: 'access' } : undefined
}

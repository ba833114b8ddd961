import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Context as HonoContext } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import { writeFileAtomically } from '../../atomic-file.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../failure.ts'
import { authenticate } from '../identity/caller.ts'
import { atLeast, demandUser } from '../identity/permission.ts'
import type { User } from '../records/records.ts'

const COOKIE = 'forge'
const MONTH_S = 30 * 24 * 3600

/** Somebody who looks at a page. */
export interface Visitor {
  readonly user: User
  /** Goes into every form; undefined when he came with a token instead of a cookie. */
  readonly formToken: string | undefined
}

/** Signed-in browsers: a signed cookie that other sites cannot send, and a token in every form that they cannot know. */
export class Sessions {
  readonly #context: Context
  readonly #secret: string

  constructor(context: Context) {
    this.#context = context
    const file = path.join(context.settings.folder, 'session.secret')
    if (!existsSync(file)) writeFileAtomically(file, randomBytes(32).toString('hex'), 0o600)
    this.#secret = readFileSync(file, 'utf8')
  }

  /** Signs in with a user's token; throws 401 for any other. */
  async open(c: HonoContext, token: string): Promise<void> {
    const user = demandUser(await authenticate(this.#context, `token ${token}`))
    const value = `${user.id}.${randomBytes(16).toString('hex')}`
    const options = { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: MONTH_S } as const
    await setSignedCookie(c, COOKIE, value, this.#secret, options)
  }

  close(c: HonoContext): void {
    deleteCookie(c, COOKIE, { path: '/' })
  }

  /** Who asks, by `Authorization` or by cookie; throws 401 for nobody, 404 for who may not see the repository. */
  async visitor(c: HonoContext): Promise<Visitor> {
    const visitor = (await this.#byHeader(c)) ?? (await this.#byCookie(c))
    if (visitor === undefined) throw new Refusal(401, 'sign in with the link that the stack printed')
    if (!atLeast(visitor.user.role, 'read')) throw new Refusal(404, 'Not Found')
    return visitor
  }

  /** The same for a form that was sent: throws 403 unless it came from one of our own pages. */
  async sender(
    c: HonoContext,
  ): Promise<{ user: User; form: Readonly<Record<string, string>>; byCookie: boolean }> {
    const { user, formToken } = await this.visitor(c)
    const form = await formOf(c)
    if (formToken !== undefined && !same(form['token'] ?? '', formToken)) {
      throw new Refusal(403, 'this form is not from here, or too old: load the page again')
    }
    return { user, form, byCookie: formToken !== undefined }
  }

  async #byHeader(c: HonoContext): Promise<Visitor | undefined> {
    const header = c.req.header('authorization')
    if (header === undefined) return undefined
    return { user: demandUser(await authenticate(this.#context, header)), formToken: undefined }
  }

  async #byCookie(c: HonoContext): Promise<Visitor | undefined> {
    const value = await getSignedCookie(c, this.#secret, COOKIE)
    if (typeof value !== 'string') return undefined
    const user = this.#context.records.users.get(Number.parseInt(value, 10))
    const formToken = createHmac('sha256', this.#secret).update(`form ${value}`).digest('hex')
    return user === undefined ? undefined : { user, formToken }
  }
}

const formOf = async (c: HonoContext): Promise<Record<string, string>> => {
  const json = c.req.header('content-type')?.startsWith('application/json') === true
  const fields: unknown = json ? await c.req.json() : await c.req.parseBody()
  return Object.fromEntries(
    Object.entries(fields ?? {}).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  )
}

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

import { createHash, timingSafeEqual } from 'node:crypto'
import { verify } from 'hono/jwt'
import type { Context } from '../context.ts'
import { Refusal } from '../failure.ts'
import type { User } from '../records/records.ts'

/** Who is asking: nobody, a person, the App itself (by its JWT), or the App's installation on the repository. */
export type Caller =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly permissions: Readonly<Record<string, 'read' | 'write'>> }

/** GitHub takes JWTs that live ten minutes at most; a minute more for clocks that differ. */
const LONGEST_JWT = 660

/** SHA-256 in hex: what is kept of a token. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Reads an `Authorization` header: `Bearer` or `token` for the API, `Basic` as Git sends it. Throws a 401. */
export const authenticate = async (context: Context, header: string | undefined): Promise<Caller> => {
  if (header === undefined) return { kind: 'nobody' }
  const [scheme = '', value = ''] = header.split(/ +/, 2)
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return value.split('.').length === 3 ? await app(context, value) : byToken(context, value)
    case 'token':
      return byToken(context, value)
    case 'basic':
      return byPassword(context, Buffer.from(value, 'base64').toString())
    default:
      throw badCredentials()
  }
}

const badCredentials = (): Refusal => new Refusal(401, 'Bad credentials')

const app = async ({ settings }: Context, token: string): Promise<Caller> => {
  try {
    const { iss, iat = 0, exp = 0 } = await verify(token, settings.app.publicKey, 'RS256')
    if (Number(iss) !== settings.app.id || exp === 0 || exp - iat > LONGEST_JWT) throw badCredentials()
    return { kind: 'app' }
  } catch {
    throw new Refusal(401, 'A JSON web token could not be decoded')
  }
}

const byToken = ({ records, now }: Context, token: string): Caller => {
  const hash = tokenHash(token)
  const user = records.users.all().find(candidate => sameText(tokenHash(candidate.token), hash))
  if (user !== undefined) return { kind: 'user', user }
  const known = records.tokens.all().find(candidate => sameText(candidate.hash, hash))
  if (known === undefined || new Date(known.expiresAt) <= now()) throw badCredentials()
  if (known.user === undefined) return { kind: 'installation', permissions: known.permissions }
  const person = records.users.get(known.user)
  if (person === undefined) throw badCredentials()
  return { kind: 'user', user: person }
}

/** A person's name with his token, or `x-access-token` with one of the installation. */
const byPassword = (context: Context, pair: string): Caller => {
  const at = pair.indexOf(':')
  const [name, password] = [pair.slice(0, at), pair.slice(at + 1)]
  const caller = byToken(context, password)
  const named = caller.kind === 'user' ? caller.user.login : 'x-access-token'
  if (named !== name) throw badCredentials()
  return caller
}

const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

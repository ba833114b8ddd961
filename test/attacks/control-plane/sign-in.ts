import { createHash, createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import type { StubGitHub } from './github.ts'

export const CLIENT_ID = 'Iv23stub'
export const ACCESS_TEAM = 'https://miskatonic.access.test'
export const ACCESS_AUDIENCE = 'a'.repeat(64)

interface Grant {
  readonly login: string
  readonly redirect: string
  readonly challenge: string
}

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** What Access puts into a token, and who signs it. */
export interface Assertion {
  readonly issuer?: string
  readonly audience?: string
  /** Seconds from now. */
  readonly ends?: number | undefined
  readonly key?: KeyObject
  readonly algorithm?: string
  readonly id?: string
}

/** GitHub's log in for the users of an App, and Cloudflare Access. */
export class StubSignIn {
  readonly #gitHub: StubGitHub
  readonly #secret: string
  readonly #grants = new Map<string, Grant>()
  /** How often the keys of Access were asked for. */
  asked = 0

  constructor(gitHub: StubGitHub, secret: string) {
    this.#gitHub = gitHub
    this.#secret = secret
  }

  /** Somebody says yes at GitHub, at the address to which they were sent; answers where GitHub sends them. */
  agree(login: string, address: string): string {
    const query = new URL(address).searchParams
    const code = randomUUID()
    const redirect = query.get('redirect_uri') ?? ''
    this.#grants.set(code, { login, redirect, challenge: query.get('code_challenge') ?? '' })
    return `${redirect}?code=${code}&state=${query.get('state') ?? ''}`
  }

  /** Undefined for what is asked of somebody else. */
  async answer(request: Request): Promise<Response | undefined> {
    const { origin, pathname } = new URL(request.url)
    if (origin === ACCESS_TEAM) {
      this.asked += 1
      return Response.json({
        keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256' }],
      })
    }
    if (pathname !== '/login/oauth/access_token') return undefined
    const form = new URLSearchParams(await request.text())
    const code = form.get('code') ?? ''
    const grant = this.#grants.get(code)
    this.#grants.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isGood =
      form.get('client_id') === CLIENT_ID &&
      form.get('client_secret') === this.#secret &&
      grant?.challenge === challenge &&
      grant.redirect === form.get('redirect_uri')
    if (!isGood) return Response.json({ error: 'bad_verification_code' })
    const token = `ghu_${randomUUID()}`
    this.#gitHub.tokens.set(token, grant.login)
    return Response.json({ access_token: token, token_type: 'bearer', scope: '' })
  }

  /** `Cf-Access-Jwt-Assertion`, as Access would send it. */
  assertion({
    issuer = ACCESS_TEAM,
    audience = ACCESS_AUDIENCE,
    key = pair.privateKey,
    algorithm = 'RS256',
    id = 'k1',
    ...rest
  }: Assertion = {}): string {
    const now = Math.floor(Date.now() / 1000)
    const ends = 'ends' in rest ? rest.ends : 300
    const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const payload = {
      iss: issuer,
      aud: [audience],
      iat: now - 1,
      email: 'walter@miskatonic.test',
      ...(ends === undefined ? {} : { exp: now + ends }),
    }
    const text = `${encoded({ alg: algorithm, typ: 'JWT', kid: id })}.${encoded(payload)}`
    const signature = algorithm === 'none' ? '' : createSign('RSA-SHA256').update(text).sign(key, 'base64url')
    return `${text}.${signature}`
  }
}

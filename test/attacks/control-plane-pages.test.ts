import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toBase64 } from '../../schema/wire/base64.ts'
import { sealOf } from '../../worker/login/seal.ts'
import { sessionFor } from '../../worker/login/session.ts'
import { REFERENCE } from '../fixtures/reference.ts'
import { CLIENT_SECRET, ControlPlane, PUBLIC_URL, WEBHOOK_SECRET, workerSeed } from './control-plane-world.ts'

const HOME = '/networks/miskatonic'
const PAGES = [
  '',
  '/gateways',
  '/gateways/rlyeh',
  '/tunnels',
  '/tunnels/rlyeh-ulthar',
  '/rollout',
  '/releases',
  '/audit',
]

/** Everything that an operator can ask, with a body that would do. */
const OPERATOR_ROUTES = (plan: string): [method: string, path: string, body?: unknown][] => [
  ['POST', '/approvals', { plan }],
  ['POST', '/tokens', { gateway: 'rlyeh' }],
  ['POST', '/pause'],
  ['POST', '/resume'],
  ['POST', '/rollback'],
  ['PUT', `/packages/${'a'.repeat(64)}`, 'a package'],
  ['GET', '/status'],
  ['GET', '/examination'],
  ['GET', '/audit'],
]

let plane: ControlPlane
let plan: string

beforeAll(async () => {
  plane = await ControlPlane.begin({ 'topology.yaml': REFERENCE })
  plane.gitHub.roles.set('walter', 'read')
  plane.gitHub.tokens.set('token-of-walter', 'walter')
  await plane.pushed('bob')
  plan = (await plane.status()).waiting?.plan ?? ''
  await plane.api('POST', '/approvals', { token: 'token-of-alice', body: { plan } })
  await plane.settled()
})
afterAll(() => plane.end())

const pairOf = (cookies: readonly string[], name: string): string =>
  cookies.find(cookie => cookie.startsWith(`${name}=`))?.split(';')[0] ?? ''

/** Logs in by the whole way; answers the cookie that a browser would keep. */
const logIn = async (login: string, to = HOME): Promise<{ cookie: string; location: string | null }> => {
  const begun = await plane.browse(`${HOME}/login?to=${encodeURIComponent(to)}`)
  const back = new URL(plane.people.agree(login, begun.location ?? ''))
  const attempt = pairOf(begun.cookies, '__Host-cygnet-login')
  const done = await plane.browse(`${back.pathname}${back.search}`, { headers: { Cookie: attempt } })
  return { cookie: pairOf(done.cookies, '__Host-cygnet-miskatonic'), location: done.location }
}

const seen = async (cookie: string, path = ''): Promise<number> =>
  (await plane.browse(`${HOME}${path}`, { headers: { Cookie: cookie } })).status

describe('a session', () => {
  test('stolen, approves nothing, pauses nothing and asks nothing that is an operator’s', async () => {
    const { cookie } = await logIn('alice')
    expect(await seen(cookie)).toBe(200)
    const word = cookie.slice(cookie.indexOf('=') + 1)
    const audit = (await plane.status()).audit.length
    for (const [method, path, body] of OPERATOR_ROUTES(plan)) {
      const ways: Record<string, string>[] = [
        { Cookie: cookie },
        { Cookie: cookie, Origin: PUBLIC_URL },
        { Authorization: `Bearer ${word}` },
        { Authorization: `Cygnet ${word}`, Cookie: cookie },
      ]
      for (const headers of ways) {
        const answer = await plane.browse(`/v1/miskatonic${path}`, {
          method,
          headers,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        expect([path, answer.status, JSON.parse(answer.text).error.code]).toEqual([
          path,
          401,
          'unknown-operator',
        ])
      }
    }
    expect((await plane.status()).audit).toHaveLength(audit)
  })

  test('of a reader lets them look, and their token lets them do nothing', async () => {
    const { cookie } = await logIn('walter')
    for (const path of PAGES) expect([path, await seen(cookie, path)]).toEqual([path, 200])
    for (const [method, path, body] of OPERATOR_ROUTES(plan)) {
      const answer = await plane.api(method, path, {
        token: 'token-of-walter',
        ...(body === undefined ? {} : { body }),
      })
      const code = answer.body.error?.code
      // A plan that was used up is nobody's to approve: that is said before who may.
      expect([path, code]).toEqual([path, path === '/approvals' ? 'plan-not-current' : 'may-not'])
    }
  })

  test('forged: by another key, with one letter changed, over, or of another network', async () => {
    const seal = await sealOf(CLIENT_SECRET, PUBLIC_URL)
    const now = Date.now()
    const named = (word: string): string => `__Host-cygnet-miskatonic=${word}`
    const genuine = await seal.sealed('session', sessionFor('miskatonic', 'alice', now))
    expect(await seen(named(genuine))).toBe(200)
    const [text = '', signature = ''] = genuine.split('.')
    const mallory = Buffer.from(
      Buffer.from(text, 'base64url').toString().replace('alice', 'carter'),
    ).toString('base64url')
    const forged = [
      await (await sealOf('a guess', PUBLIC_URL)).sealed('session', sessionFor('miskatonic', 'alice', now)),
      await (await sealOf(CLIENT_SECRET, 'https://other.test')).sealed(
        'session',
        sessionFor('miskatonic', 'alice', now),
      ),
      await seal.sealed('session', sessionFor('innsmouth', 'alice', now)),
      await seal.sealed('session', sessionFor('miskatonic', 'alice', now - 5 * 3_600_000)),
      await seal.sealed('attempt', sessionFor('miskatonic', 'alice', now)),
      `${mallory}.${signature}`,
      `${text}.`,
      text,
      `${genuine}.x`,
      '%%',
      'A'.repeat(5000),
    ]
    for (const word of forged)
      expect([word.slice(0, 20), await seen(named(word))]).toEqual([word.slice(0, 20), 401])
  })

  test('of somebody who may not read the repository sees nothing', async () => {
    const { cookie } = await logIn('nobody')
    for (const path of PAGES) {
      const answer = await plane.browse(`${HOME}${path}`, { headers: { Cookie: cookie } })
      expect([path, answer.status]).toEqual([path, 403])
      expect(answer.text).not.toContain('ulthar')
    }
  })
})

describe('a log in', () => {
  test('that was begun in another browser is not ended in this one', async () => {
    const begun = await plane.browse(`${HOME}/login`)
    const theirs = new URL(plane.people.agree('mallory', begun.location ?? ''))
    const mine = pairOf((await plane.browse(`${HOME}/login`)).cookies, '__Host-cygnet-login')
    for (const headers of [{}, { Cookie: mine }]) {
      const answer = await plane.browse(`${theirs.pathname}${theirs.search}`, { headers })
      expect(answer.status).toBe(400)
      expect(answer.text).toContain('not begun in this browser')
      expect(answer.cookies.some(cookie => cookie.startsWith('__Host-cygnet-miskatonic='))).toBe(false)
    }
  })

  test('with a code that was used, or is none', async () => {
    const begun = await plane.browse(`${HOME}/login`)
    const cookie = { Cookie: pairOf(begun.cookies, '__Host-cygnet-login') }
    const back = new URL(plane.people.agree('alice', begun.location ?? ''))
    expect((await plane.browse(`${back.pathname}${back.search}`, { headers: cookie })).status).toBe(303)
    expect((await plane.browse(`${back.pathname}${back.search}`, { headers: cookie })).status).toBe(400)
    const state = back.searchParams.get('state') ?? ''
    const guess = await plane.browse(`/login/callback?code=guess&state=${state}`, { headers: cookie })
    expect([guess.status, guess.text.includes('GitHub does not know this log in')]).toEqual([400, true])
  })

  test('leads to no other place than a page of this network', async () => {
    const wanted = [
      'https://evil.test/',
      '//evil.test/networks/miskatonic',
      '/\\evil.test',
      '/networks/miskatonic/../../evil',
      '/networks/miskatonic//evil.test',
      '/networks/miskatonic@evil.test',
      `/networks/miskatonic/gateways\r\nSet-Cookie: a=b`,
      '/v1/miskatonic/status',
      '/networks/miskatonic/gateways/rlyeh?x=<script>',
    ]
    for (const to of wanted) expect([to, (await logIn('alice', to)).location]).toEqual([to, HOME])
    expect((await logIn('alice', `${HOME}/audit?before=7`)).location).toBe(`${HOME}/audit?before=7`)
  })

  test('leaves cookies that no script reads and no other site sends, and keeps no token', async () => {
    const begun = await plane.browse(`${HOME}/login`)
    const back = new URL(plane.people.agree('alice', begun.location ?? ''))
    const attempt = pairOf(begun.cookies, '__Host-cygnet-login')
    const done = await plane.browse(`${back.pathname}${back.search}`, { headers: { Cookie: attempt } })
    for (const cookie of [...begun.cookies, ...done.cookies]) {
      expect(cookie).toMatch(/^__Host-cygnet-/)
      for (const word of ['; Path=/', '; HttpOnly', '; Secure', '; SameSite=Lax'])
        expect(cookie).toContain(word)
      expect(cookie).not.toContain('Domain')
    }
    const [text = ''] = pairOf(done.cookies, '__Host-cygnet-miskatonic').split('=')[1]?.split('.') ?? []
    const kept = JSON.parse(Buffer.from(text, 'base64url').toString())
    expect(Object.keys(kept)).toEqual(['network', 'login', 'from', 'until'])
    expect(begun.location).toContain('code_challenge_method=S256')
  })
})

describe('behind Cloudflare Access', () => {
  const let_in = async (assertion: string): Promise<number> =>
    (await plane.browse(HOME, { headers: { 'Cf-Access-Jwt-Assertion': assertion } })).status

  test('whoever it lets in may read', async () => {
    expect(await let_in(plane.people.assertion())).toBe(200)
  })

  test('a token for another application, of another team, over, endless, or signed by somebody else is none', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const { people } = plane
    const before = people.asked
    const none = [
      people.assertion({ audience: 'b'.repeat(64) }),
      people.assertion({ issuer: 'https://evil.access.test' }),
      people.assertion({ ends: -1 }),
      people.assertion({ ends: undefined }),
      people.assertion({ key: stranger }),
      people.assertion({ algorithm: 'none' }),
      people.assertion({ algorithm: 'HS256' }),
      ...Array.from({ length: 20 }, (_, index) =>
        people.assertion({ key: stranger, id: `invented-${index}` }),
      ),
      'a.b.c',
      '',
      `${'A'.repeat(20_000)}.b.c`,
    ]
    for (const assertion of none) expect(await let_in(assertion)).toBe(401)
    // An invented key is not worth a question each.
    expect(people.asked - before).toBeLessThan(2)
  })

  test('lets nobody do what is an operator’s', async () => {
    const headers = { 'Cf-Access-Jwt-Assertion': plane.people.assertion() }
    for (const [method, path, body] of OPERATOR_ROUTES(plan)) {
      const answer = await plane.browse(`/v1/miskatonic${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      expect([path, JSON.parse(answer.text).error.code]).toEqual([path, 'unknown-operator'])
    }
  })
})

describe('a page', () => {
  test('takes nothing: it is asked for, and never sent to', async () => {
    const { cookie } = await logIn('alice')
    for (const path of [...PAGES, '/login', '/logout'])
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const { status } = await plane.browse(`${HOME}${path}`, { method, headers: { Cookie: cookie } })
        expect([method, path, status]).toEqual([method, path, 404])
      }
  })

  test('shows no markup that a report brings, in whatever field it stands', async () => {
    const { cookie } = await logIn('walter')
    const runs = (await plane.status()).gateways.find(({ name }) => name === 'rlyeh')?.bundle ?? ''
    for (const hostile of [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      '</style><b>',
      '<svg/onload=alert(1)>',
      '--><script>alert(1)</script><!--',
      '{{alert(1)}}&lt;script&gt;\u0001tone\u0002gateway/rlyeh\u0001',
    ]) {
      const answer = await plane.api('POST', '/reports', { body: hostileReport(hostile, runs) })
      expect([hostile, answer.status]).toEqual([hostile, 200])
      for (const path of PAGES) {
        const page = await plane.browse(`${HOME}${path}`, { headers: { Cookie: cookie } })
        expect(page.status).toBe(200)
        expect(page.text).not.toMatch(/<script>alert|<img|<b>|<svg\/|<!--/)
        // One style and one script: those of the page.
        expect([page.text.split('<script').length, page.text.split('<style').length]).toEqual([2, 2])
        expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|\*|https?:/)
      }
    }
  })

  test('holds no secret', async () => {
    const { cookie } = await logIn('alice')
    const secrets = [
      CLIENT_SECRET,
      WEBHOOK_SECRET,
      toBase64(workerSeed),
      'PRIVATE KEY',
      'ghs_',
      'ghu_',
      'token-of-',
    ]
    for (const path of PAGES) {
      const { text } = await plane.browse(`${HOME}${path}`, { headers: { Cookie: cookie } })
      expect(secrets.filter(secret => text.includes(secret))).toEqual([])
    }
  })
})

/** Everything of a report in which there can be words, hostile. */
const hostileReport = (hostile: string, bundle: string) => {
  const words = hostile.slice(0, 150)
  return plane.report('rlyeh', {
    outcome: 'unchanged',
    inForce: bundle,
    runner: words.slice(0, 64),
    problem: { code: words.slice(0, 64), message: hostile },
    children: [{ connection: 'rlyeh-ulthar', child: 'containers-containers', state: 'down' }],
    drift: {
      repaired: false,
      more: 1,
      found: [
        { kind: 'file', what: words, diff: [words, `+${words}`.slice(0, 160), `-${words}`.slice(0, 160)] },
      ],
    },
    measured: {
      since: '2026-03-01T11:59:00Z',
      paths: [{ tunnel: 'rlyeh-ulthar', child: 'containers-containers', sent: 60, lost: 3 }],
      losses: [
        {
          tunnel: 'rlyeh-ulthar',
          child: 'containers-containers',
          at: '2026-03-01T11:59:10Z',
          seconds: 3,
          lost: 3,
          cause: 'unknown',
          words,
        },
      ],
      more: 0,
    },
  })
}

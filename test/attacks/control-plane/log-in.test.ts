import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asksOf, HOME, logIn, pairOf, planeWithRelease } from './browser.ts'
import type { ControlPlane } from './world.ts'

let plane: ControlPlane
let plan: string

beforeAll(async () => {
  ;({ plane, plan } = await planeWithRelease())
})
afterAll(() => plane.end())

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
      '/networks/miskatonic/tunnels?page=%0d%0aSet-Cookie:x',
      '/networks/miskatonic/tunnels?page=//evil.test',
      `/networks/miskatonic/gateways\r\nSet-Cookie: a=b`,
      '/v1/miskatonic/status',
      '/networks/miskatonic/gateways/rlyeh?x=<script>',
    ]
    for (const to of wanted) expect([to, (await logIn(plane, 'alice', to)).location]).toEqual([to, HOME])
    for (const page of ['/audit?before=7', '/tunnels?gateway=rlyeh&page=2'])
      expect((await logIn(plane, 'alice', `${HOME}${page}`)).location).toBe(`${HOME}${page}`)
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
    expect(Object.keys(kept)).toEqual(['network', 'login', 'id', 'from', 'until'])
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
    for (const [method, path, body] of asksOf(plan)) {
      const answer = await plane.browse(`/v1/miskatonic${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      expect([path, JSON.parse(answer.text).error.code]).toEqual([path, 'unknown-operator'])
    }
  })
})

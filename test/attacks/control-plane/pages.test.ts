import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toBase64 } from '../../../schema/wire/base64.ts'
import { sealOf } from '../../../worker/login/seal.ts'
import { sessionFor } from '../../../worker/login/session.ts'
import { operatorRoutes } from '../../../worker/routes/operators.ts'
import { asksOf, HOME, logIn, PAGES, planeWithRelease } from './browser.ts'
import { CLIENT_SECRET, PUBLIC_URL, WEBHOOK_SECRET, workerSeed } from './settings.ts'
import { type ControlPlane } from './world.ts'

let plane: ControlPlane
let plan: string

beforeAll(async () => {
  ;({ plane, plan } = await planeWithRelease())
})
afterAll(() => plane.end())

const seen = async (cookie: string, path = ''): Promise<number> =>
  (await plane.browse(`${HOME}${path}`, { headers: { Cookie: cookie } })).status

describe('a session', () => {
  test('stolen, approves nothing, pauses nothing and asks nothing that is an operator’s', async () => {
    const tried = asksOf(plan).map(([method, path]) => `${method} ${path.replace(/[0-9a-f]{64}/, ':sha256')}`)
    // A plan is for whoever has its digest.
    const all = operatorRoutes.routes.map(({ method, path }) => `${method} ${path}`)
    expect(new Set([...tried, 'GET /plans/:digest'])).toEqual(
      new Set(all.filter(one => !one.startsWith('ALL'))),
    )
    const { cookie } = await logIn(plane, 'alice')
    expect(await seen(cookie)).toBe(200)
    const word = cookie.slice(cookie.indexOf('=') + 1)
    const audit = (await plane.status()).audit.length
    for (const [method, path, body] of asksOf(plan)) {
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
    const { cookie } = await logIn(plane, 'walter')
    for (const path of PAGES) expect([path, await seen(cookie, path)]).toEqual([path, 200])
    for (const [method, path, body] of asksOf(plan)) {
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
    const alice = { login: 'alice', id: plane.gitHub.idOf('alice') }
    const named = (word: string): string => `__Host-cygnet-miskatonic=${word}`
    const genuine = await seal.sealed('session', sessionFor('miskatonic', alice, now))
    expect(await seen(named(genuine))).toBe(200)
    const [text = '', signature = ''] = genuine.split('.')
    const mallory = Buffer.from(
      Buffer.from(text, 'base64url').toString().replace('alice', 'carter'),
    ).toString('base64url')
    const forged = [
      await (await sealOf('a guess', PUBLIC_URL)).sealed('session', sessionFor('miskatonic', alice, now)),
      await (await sealOf(CLIENT_SECRET, 'https://other.test')).sealed(
        'session',
        sessionFor('miskatonic', alice, now),
      ),
      await seal.sealed('session', sessionFor('innsmouth', alice, now)),
      await seal.sealed('session', sessionFor('miskatonic', alice, now - 5 * 3_600_000)),
      await seal.sealed('attempt', sessionFor('miskatonic', alice, now)),
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
    const { cookie } = await logIn(plane, 'nobody')
    for (const path of PAGES) {
      const answer = await plane.browse(`${HOME}${path}`, { headers: { Cookie: cookie } })
      expect([path, answer.status]).toEqual([path, 403])
      expect(answer.text).not.toContain('ulthar')
    }
  })
})

describe('a page', () => {
  test('takes nothing: it is asked for, and never sent to', async () => {
    const { cookie } = await logIn(plane, 'alice')
    for (const path of [...PAGES, '/login', '/logout'])
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const { status } = await plane.browse(`${HOME}${path}`, { method, headers: { Cookie: cookie } })
        expect([method, path, status]).toEqual([method, path, 404])
      }
  })

  test('of a list that nobody wrote is the nearest that there is, and says nothing of what was asked for', async () => {
    const { cookie } = await logIn(plane, 'walter')
    const asked = (path: string) => plane.browse(`${HOME}${path}`, { headers: { Cookie: cookie } })
    for (const list of ['/tunnels', '/gateways']) {
      const whole = (await asked(list)).text
      for (const page of [
        '0',
        '-1',
        '1e9',
        '2',
        '999999999999999',
        '9'.repeat(400),
        'NaN',
        '<script>',
        '%00',
        '1&page=x',
      ])
        expect([page, (await asked(`${list}?page=${page}`)).text === whole]).toEqual([page, true])
    }
    for (const gateway of [
      '',
      'nobody',
      '<script>alert(1)</script>',
      '%0d%0a',
      '../rlyeh',
      'r'.repeat(4000),
    ]) {
      const { status, text } = await asked(`/tunnels?gateway=${gateway}`)
      expect([gateway, status, text.includes('alert(1)')]).toEqual([gateway, 404, false])
    }
  })

  test('shows no markup that a report brings, in whatever field it stands', async () => {
    const { cookie } = await logIn(plane, 'walter')
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
    const { cookie } = await logIn(plane, 'alice')
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

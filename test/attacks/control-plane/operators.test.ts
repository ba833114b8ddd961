import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyIdentity } from '../../../cli/operator/identity.ts'
import { REFERENCE } from '../../fixtures/reference.ts'
import { OPERATOR_KEYS } from './settings.ts'
import { ControlPlane } from './world.ts'

const MINUTE = 60_000

interface Signing {
  readonly key?: KeyObject
  readonly network?: string
  readonly host?: string
  readonly method?: string
  readonly path?: string
  readonly body?: unknown
  readonly at?: number
}

const keyOf = (login: string): KeyObject => {
  const key = OPERATOR_KEYS.get(login)
  if (key === undefined) throw new Error(`${login} has no key`)
  return key
}

/** The header that an honest tool would send, for the request that these words make. */
const signed = ({ key = keyOf('alice'), network = 'miskatonic', ...words }: Signing): string => {
  const {
    host = 'control.test',
    method = 'POST',
    path = `/v1/${network}/approvals`,
    body,
    at = Date.now(),
  } = words
  const text = body === undefined ? '' : JSON.stringify(body)
  return keyIdentity(
    key,
    () => at,
  )({
    host,
    network,
    method,
    path,
    body: createHash('sha256').update(text).digest('hex'),
  })
}

describe('a request that an operator signed', () => {
  let plane: ControlPlane
  let plan: string

  beforeAll(async () => {
    plane = await ControlPlane.begin({ 'README.md': 'a network' })
    const pull = plane.gitHub.open('bob', plane.gitHub.commit({ 'topology.yaml': REFERENCE }))
    await plane.review(1, 'bob')
    plan = plane.gitHub.run('cygnet / plan', pull.head.sha)?.external_id ?? ''
  })
  afterAll(() => plane.end())

  const approve = async (authorization: string, body: unknown = { plan }) => {
    const { status, body: answer } = await plane.api('POST', '/approvals', { body, authorization })
    return [status, answer.error?.code ?? answer['by']]
  }
  const status = async (authorization: string) => {
    const answer = await plane.api('GET', '/status', { authorization })
    return [answer.status, answer.body.error?.code]
  }
  const approvedBy = async () => (await plane.status()).pulls[0]?.approvedBy

  test('forged: by a key that nobody knows, or by one key in the name of another', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey
    expect(await approve(signed({ key: stranger, body: { plan } }))).toEqual([401, 'unknown-operator'])
    const [, mine = ''] = signed({ key: keyOf('mallory'), body: { plan } }).split(' ')
    const [, hers = ''] = signed({ body: { plan } }).split(' ')
    const read = (word: string) => JSON.parse(Buffer.from(word, 'base64url').toString())
    const mixed = { ...read(mine), key: read(hers).key }
    const forged = `Cygnet ${Buffer.from(JSON.stringify(mixed)).toString('base64url')}`
    expect(await approve(forged)).toEqual([403, 'bad-signature'])
    for (const junk of ['Cygnet', 'Cygnet e30', 'Cygnet %%', `Cygnet ${'A'.repeat(5000)}`, 'Basic YTpi'])
      expect(await approve(junk)).toEqual([401, 'unknown-operator'])
    expect(await approvedBy()).toBeNull()
  })

  test('for metrics: nobody reads how the network stands who may not read its status', async () => {
    const metrics = async (options: { token?: string }) => await plane.api('GET', '/metrics', options)
    plane.gitHub.roles.set('carter', 'read')
    const refused = [await metrics({}), await metrics({ token: 'token-of-carter' })]
    expect(refused.map(({ status: code, body }) => [code, body.error?.code])).toEqual([
      [401, 'unknown-operator'],
      [403, 'may-not'],
    ])
    const { status: code, body } = await metrics({ token: 'token-of-alice' })
    expect([code, body['text']]).toEqual([
      200,
      expect.stringContaining('cygnet_control_approval_waiting{network="miskatonic"} 0\n'),
    ])
  })

  test('for something else: another body, another path, another method, another query', async () => {
    const other = signed({ body: { plan: 'f'.repeat(64) } })
    const elsewhere = signed({ path: '/v1/miskatonic/tokens', body: { plan } })
    const verb = signed({ method: 'PUT', body: { plan } })
    for (const one of [other, elsewhere, verb]) expect(await approve(one)).toEqual([403, 'bad-signature'])
    const page = signed({ method: 'GET', path: '/v1/miskatonic/audit?after=0' })
    const answer = await plane.api('GET', '/audit?after=1', { authorization: page })
    expect(answer.body.error?.code).toBe('bad-signature')
    expect(await approvedBy()).toBeNull()
  })

  test('for another network', async () => {
    const path = '/v1/miskatonic/approvals'
    expect(await approve(signed({ network: 'arkham', path, body: { plan } }))).toEqual([403, 'bad-signature'])
    expect(await approvedBy()).toBeNull()
  })

  test('for another deployment that serves a network of the same name', async () => {
    for (const host of ['other.test', 'control.test:8443', ''])
      expect(await approve(signed({ host, body: { plan } }))).toEqual([403, 'bad-signature'])
    expect(await approvedBy()).toBeNull()
  })

  test('late, or from the future', async () => {
    for (const off of [-6 * MINUTE, 6 * MINUTE, 86_400_000])
      expect(await approve(signed({ body: { plan }, at: Date.now() + off }))).toEqual([401, 'bad-time'])
    expect(await approvedBy()).toBeNull()
  })

  test('by somebody who may not: the key says who, GitHub says what', async () => {
    expect(await approve(signed({ key: keyOf('mallory'), body: { plan } }))).toEqual([403, 'may-not'])
    expect(await approve(signed({ key: keyOf('nobody'), body: { plan } }))).toEqual([403, 'may-not'])
    expect(await approve(signed({ key: keyOf('bob'), body: { plan } }))).toEqual([403, 'own-change'])
    expect(await approvedBy()).toBeNull()
    const body = { gateway: 'rlyeh' }
    const path = '/v1/miskatonic/tokens'
    const authorization = signed({ key: keyOf('mallory'), path, body })
    const answer = await plane.api('POST', '/tokens', { body, authorization })
    expect(answer.body.error?.code).toBe('may-not')
    expect((await plane.status()).audit.at(-1)).toMatchObject({ who: 'mallory', what: 'refused' })
  })

  test('replayed: the very same bytes are taken once', async () => {
    const once = signed({ method: 'GET', path: '/v1/miskatonic/status' })
    expect(await status(once)).toEqual([200, undefined])
    expect(await status(once)).toEqual([409, 'replayed'])
    const another = signed({ method: 'GET', path: '/v1/miskatonic/status', at: Date.now() - 4 * MINUTE })
    const answers = await Promise.all([status(another), status(another), status(another)])
    expect(answers.map(([code]) => Number(code)).sort((a, b) => a - b)).toEqual([200, 409, 409])
  })

  test('to stop a rollout, by somebody who may not', async () => {
    const steer = async (how: string, login: string) => {
      const path = `/v1/miskatonic/${how}`
      const asked = how === 'rollback' ? { body: { release: 1 } } : {}
      const authorization = signed({ key: keyOf(login), path, ...asked })
      const answer = await plane.api('POST', `/${how}`, { ...asked, authorization })
      return [answer.status, answer.body.error?.code]
    }
    for (const how of ['pause', 'resume', 'rollback']) {
      expect(await steer(how, 'mallory')).toEqual([403, 'may-not'])
      expect(await steer(how, 'nobody')).toEqual([403, 'may-not'])
      expect((await steer(how, 'alice'))[1]).toBe('nothing-to-steer')
    }
    const words = (await plane.status()).audit.filter(({ who }) => who === 'mallory').map(({ what }) => what)
    expect(words).toEqual(expect.arrayContaining(['pause-refused', 'resume-refused', 'roll-back-refused']))
  })

  test('honestly, counts like the button, and only as long as the login may', async () => {
    plane.gitHub.roles.set('alice', 'read')
    expect(await approve(signed({ body: { plan } }))).toEqual([403, 'may-not'])
    plane.gitHub.roles.set('alice', 'maintain')
    expect(await approve(signed({ body: { plan } }))).toEqual([200, 'alice'])
    expect(await approvedBy()).toBe('alice')
  })
})

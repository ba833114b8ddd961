import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeToken } from '../../../schema/wire/token.ts'
import { BARE_REFERENCE, publicKeys, testKeys } from '../../fixtures/reference.ts'
import { ControlPlane } from './world.ts'

describe('an enrolment token', () => {
  let plane: ControlPlane
  const keys = publicKeys(testKeys(70))

  beforeAll(async () => {
    // Not valid yet: its gateways have no keys. Enrolling them is what makes it valid.
    plane = await ControlPlane.begin({ 'topology.yaml': BARE_REFERENCE })
  })
  afterAll(() => plane.end())

  const issue = (gateway: string, token = 'token-of-alice') =>
    plane.api('POST', '/tokens', { body: { gateway }, token })
  const secretFor = async (gateway: string) =>
    decodeToken(String((await issue(gateway)).body['token'])).secret
  const enrol = async (body: unknown): Promise<[number, string | undefined]> => {
    const answer = await plane.api('POST', '/enrolments', { body })
    return [answer.status, answer.body.error?.code]
  }
  const pulls = () => plane.gitHub.pulls.length

  test('holds what a gateway needs to trust nobody but this network', async () => {
    const token = decodeToken(String((await issue('rlyeh')).body['token']))
    expect(token).toMatchObject({
      network: 'miskatonic',
      gateway: 'rlyeh',
      url: 'https://control.test/v1/miskatonic',
      root: await plane.putRoot(),
    })
  })

  test('asked for by someone who may not, by nobody, or for no gateway', async () => {
    expect((await issue('rlyeh', 'token-of-mallory')).body.error?.code).toBe('may-not')
    expect((await issue('rlyeh', 'guess')).body.error?.code).toBe('unknown-operator')
    expect((await issue('dunwich')).body.error?.code).toBe('unknown-gateway')
    expect((await issue('../../etc')).body.error?.code).toBe('malformed')
  })

  test('guessed, or shown for another gateway', async () => {
    expect(await enrol({ gateway: 'rlyeh', secret: 'A'.repeat(43), keys })).toEqual([403, 'token-not-good'])
    const secret = await secretFor('rlyeh')
    expect(await enrol({ gateway: 'ulthar', secret, keys })).toEqual([403, 'token-not-good'])
    expect(pulls()).toBe(0)
  })

  test('used twice, at the very same time: one pull request', async () => {
    const secret = await secretFor('rlyeh')
    const shown = [keys, ...[80, 82, 84, 86].map(fill => publicKeys(testKeys(fill)))]
    const answers = await Promise.all(shown.map(each => enrol({ gateway: 'rlyeh', secret, keys: each })))
    expect(answers.map(([status]) => status).sort((a, b) => a - b)).toEqual([202, 403, 403, 403, 403])
    const first = shown[answers.findIndex(([status]) => status === 202)] ?? keys
    // Nobody who lost the answer is sent away, and nothing comes of it a second time.
    expect(await enrol({ gateway: 'rlyeh', secret, keys: first })).toEqual([202, undefined])
    expect(pulls()).toBe(1)
    const pull = plane.gitHub.pulls[0]
    const text = plane.gitHub.commits
      .get(plane.gitHub.branches.get(pull?.head.ref ?? '') ?? '')
      ?.get('topology.yaml')
    expect(text).toContain(`keys: { sign: "ed25519:${first.sign}", seal: "x25519:${first.seal}" }`)
  })

  test('shown with keys that are none: the token stays good', async () => {
    const secret = await secretFor('ulthar')
    const zero = Buffer.alloc(32).toString('base64')
    // One of the points of small order: with it, every shared secret is the same known one.
    const weak = Buffer.from(`01${'00'.repeat(31)}`, 'hex').toString('base64')
    for (const bad of [
      { ...keys, seal: zero },
      { ...keys, seal: weak },
      { ...keys, seal: keys.sign },
    ]) {
      expect(await enrol({ gateway: 'ulthar', secret, keys: bad })).toEqual([422, 'bad-key'])
    }
    expect(await enrol({ gateway: 'ulthar', secret, keys: { sign: 'x', seal: 'y' } })).toEqual([
      400,
      'malformed',
    ])
    expect(await enrol({ gateway: 'ulthar', secret, keys })).toEqual([202, undefined])
    expect(pulls()).toBe(2)
  })

  test('kept back while another one was made for the same gateway', async () => {
    const kept = await secretFor('rlyeh')
    await secretFor('rlyeh')
    const before = pulls()
    expect(await enrol({ gateway: 'rlyeh', secret: kept, keys })).toEqual([403, 'token-not-good'])
    expect(pulls()).toBe(before)
  })

  test('guessed again and again, with keys that would cost work: refused before any is looked at', async () => {
    const audit = async () => (await plane.status()).audit.filter(({ what }) => what === 'enrolment-refused')
    const before = (await audit()).length
    for (let guess = 0; guess < 50; guess += 1) {
      const secret = String(guess).padStart(43, 'B')
      const bad = { sign: keys.sign, seal: keys.sign }
      expect(await enrol({ gateway: 'ulthar', secret, keys: bad })).toEqual([403, 'token-not-good'])
    }
    expect((await audit()).length - before).toBeLessThanOrEqual(1)
  })

  test('of a gateway that enrols anew makes a pull request of its own', async () => {
    const secret = await secretFor('rlyeh')
    expect(await enrol({ gateway: 'rlyeh', secret, keys: publicKeys(testKeys(80)) })).toEqual([
      202,
      undefined,
    ])
    expect(pulls()).toBe(3)
  })

  test('is nowhere in what the control plane tells', async () => {
    const secret = await secretFor('rlyeh')
    expect(JSON.stringify(await plane.status())).not.toContain(secret)
  })
})

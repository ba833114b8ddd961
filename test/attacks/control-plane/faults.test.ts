import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { REFERENCE } from '../../fixtures/reference.ts'
import { WEBHOOK_SECRET } from './settings.ts'
import { ControlPlane, REPOSITORY } from './world.ts'

const HOUR = 3600 * 1000
const PULL = { action: 'synchronize', number: 1, pull_request: { merged: false } }

let plane: ControlPlane
let head: string

beforeEach(async () => {
  plane = await ControlPlane.begin({ 'README.md': 'a network' })
  head = plane.gitHub.commit({ 'topology.yaml': REFERENCE })
  plane.gitHub.open('bob', head)
})
afterEach(() => plane.end())

const planRun = () => plane.gitHub.run('cygnet / plan', head)
const tell = (sender: string, delivery?: string) =>
  plane.webhook(
    'pull_request',
    { ...PULL, sender: { login: sender } },
    delivery === undefined ? {} : { delivery },
  )
const callsOf = (call: string): number => plane.gitHub.calls.filter(one => one === call).length
const stuck = async () => (await plane.status()).stuck

describe('webhooks that were lost', () => {
  test('a pull request and a push are noticed without them, once', async () => {
    await plane.settled()
    expect(planRun()).toMatchObject({ conclusion: 'neutral' })
    const tip = plane.gitHub.commit({ 'topology.yaml': REFERENCE }, 'main')
    await plane.settled()
    expect(plane.gitHub.run('cygnet / rollout', tip)).toMatchObject({ conclusion: 'action_required' })
    const looked = callsOf(`GET /repos/${REPOSITORY}/pulls/1`)
    await plane.settled()
    expect(callsOf(`GET /repos/${REPOSITORY}/pulls/1`)).toBe(looked)
  })

  test('a network of more files than are read is said to be, and is not tried again', async () => {
    const files = Array.from({ length: 513 }, (_, index) => [`secrets/s${index}.json`, '{}'])
    const large = plane.gitHub.commit({ 'topology.yaml': REFERENCE, ...Object.fromEntries(files) })
    plane.gitHub.open('bob', large)
    await plane.settled()
    expect(plane.gitHub.run('cygnet / plan', large)).toMatchObject({
      conclusion: 'failure',
      annotations: [{ path: 'topology.yaml', title: 'text-size' }],
    })
    expect(await stuck()).toEqual([])
  })

  test('one that was closed meanwhile is let go of', async () => {
    await tell('bob')
    await plane.settled()
    Object.assign(plane.gitHub.pulls[0] ?? {}, { state: 'closed' })
    await plane.settled()
    expect((await plane.status()).pulls).toEqual([])
  })

  test('presses of buttons are asked for again: each lost one once, those that got through never', async () => {
    const at = (ago: number, id: number, guid: string, status_code: number) => ({
      id,
      guid,
      delivered_at: new Date(Date.now() - ago).toISOString(),
      status: status_code === 200 ? 'OK' : 'failed',
      status_code,
    })
    plane.gitHub.app.deliveries.push(
      at(1000, 9, 'lost', 500),
      at(2000, 8, 'got-through-later', 200),
      at(3000, 7, 'unanswered', 0),
      at(4000, 6, 'got-through-later', 502),
      at(5000, 5, 'refused', 403),
      at(80 * HOUR, 4, 'too-old', 500),
    )
    await plane.settled()
    expect(plane.gitHub.app.redelivered.toSorted((a, b) => a - b)).toEqual([7, 9])
    await plane.settled()
    expect(plane.gitHub.app.redelivered).toHaveLength(2)
  })

  test('a storm of them is asked for a few at a time', async () => {
    for (let id = 100; id > 0; id -= 1) {
      plane.gitHub.app.deliveries.push({
        id,
        guid: `lost-${id}`,
        delivered_at: new Date().toISOString(),
        status: 'failed to connect',
        status_code: 502,
      })
    }
    await plane.settled()
    expect(plane.gitHub.app.redelivered).toHaveLength(10)
    await plane.settled()
    expect(new Set(plane.gitHub.app.redelivered).size).toBe(20)
  })
})

describe('GitHub’s limits', () => {
  test.each([
    ['retry-after', { status: 429, headers: { 'retry-after': '600' } }],
    [
      'a secondary one',
      { status: 403, headers: { 'retry-after': '600' }, message: 'You have exceeded a secondary rate limit' },
    ],
    [
      'the hour’s',
      {
        status: 403,
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3000),
        },
      },
    ],
  ])('%s: the webhook is answered, and nothing is asked until it is over', async (_, limit) => {
    // A look at the lists makes the installation's token, so that the limit meets the review.
    plane.gitHub.listed = false
    await plane.settled()
    plane.gitHub.limits.push({ of: '/pulls/1', ...limit })
    expect((await tell('bob')).status).toBe(200)
    await expect.poll(async () => (await stuck()).length).toBeGreaterThan(0)
    const calls = plane.gitHub.calls.length
    // More work comes, and the cron: none of it asks while the forge wants to be left alone.
    await tell('carter')
    await plane.settled()
    const asked = plane.gitHub.calls.slice(calls).filter(call => call.includes('/pulls/1'))
    expect(asked).toEqual([])
    expect((await stuck()).every(({ attempts }) => attempts <= 3)).toBe(true)
  })

  test('when it is over, the work is done without being asked for', async () => {
    plane.gitHub.listed = false
    await plane.settled()
    plane.gitHub.limits.push({ of: '/pulls/1', status: 429, headers: { 'retry-after': '1' } })
    await tell('bob')
    await expect.poll(() => planRun()?.conclusion, { timeout: 60_000 }).toBe('neutral')
    expect(await stuck()).toEqual([])
  })

  test('an operator is told when to try again, and is not taken for nobody', async () => {
    plane.gitHub.limits.push({ of: '/user', status: 403, headers: { 'retry-after': '30' } })
    const { status, body } = await plane.api('GET', '/status', { token: 'token-of-alice' })
    expect([status, body.error]).toMatchObject([502, { code: 'unavailable', hint: 'try again in 30 s' }])
  })

  test('a refusal that is no limit stays a refusal', async () => {
    plane.gitHub.limits.push({ of: '/user', status: 403, message: 'Resource not accessible by integration' })
    const { body } = await plane.api('GET', '/status', { token: 'token-of-alice' })
    expect(body.error?.code).toBe('unknown-operator')
  })
})

test('a webhook is answered while GitHub is silent: its work goes on behind the answer', async () => {
  let release = (): void => {}
  plane.gitHub.held = new Promise(resolve => (release = resolve))
  expect(await tell('bob')).toMatchObject({ status: 200, body: { delivery: 'new', jobs: 1 } })
  await expect.poll(() => plane.gitHub.calls.length).toBeGreaterThan(0)
  // Nothing has been answered, and yet more is taken.
  expect(await tell('carter')).toMatchObject({ status: 200, body: { delivery: 'new' } })
  expect(planRun()).toBeUndefined()
  release()
  await expect.poll(() => planRun()?.conclusion, { timeout: 60_000 }).toBe('neutral')
})

describe('a flood', () => {
  test('of deliveries for one pull request is one job', async () => {
    // Nothing is looked at before the first answer, so that all of them meet a waiting job.
    plane.gitHub.limits.push({ of: '/pulls/1', status: 429, headers: { 'retry-after': '1' } })
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => tell('bob', `flood-${index}`)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    await expect.poll(() => planRun()?.conclusion, { timeout: 30_000 }).toBe('neutral')
    expect(callsOf(`GET /repos/${REPOSITORY}/pulls/1`)).toBeLessThan(10)
  })

  test('of deliveries from several people forgets none of them as an author', async () => {
    plane.gitHub.limits.push({ of: '/pulls/1', status: 429, headers: { 'retry-after': '1' } })
    await Promise.all(['alice', 'carter', 'alice', 'bob', 'alice'].map(login => tell(login)))
    await expect.poll(() => planRun()?.conclusion, { timeout: 30_000 }).toBe('neutral')
    await plane.settled()
    const run = planRun()
    if (run === undefined) throw new TypeError('it was waited for')
    for (const login of ['alice', 'carter']) await plane.press(login, run)
    expect((await plane.status()).pulls).toMatchObject([{ approvedBy: null }])
  })

  test('of bytes is cut off where it says how long it is, and where it does not', async () => {
    const signed = (body: string) =>
      `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`
    const filler = JSON.stringify({ filler: 'x'.repeat(6 * 1024 * 1024) })
    for (const body of [() => filler, () => endless(filler)]) {
      const { status, body: said } = await plane.post('/github/webhook', body, {
        'X-Hub-Signature-256': signed(filler),
      })
      expect([status, said.error?.code]).toEqual([413, 'too-large'])
    }
  })
})

/** A body without a length, in pieces. */
const endless = (text: string): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new ReadableStream({
    pull: controller => {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, at + 65_536))
      at += 65_536
    },
  })
}

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { REFERENCE } from '../../fixtures/reference.ts'
import { ControlPlane } from './world.ts'

const PULL = { action: 'opened', number: 1, pull_request: { merged: false }, sender: { login: 'bob' } }

describe('webhooks', () => {
  let plane: ControlPlane
  let head: string

  beforeEach(async () => {
    plane = await ControlPlane.begin({ 'README.md': 'a network' })
    head = plane.gitHub.commit({ 'topology.yaml': REFERENCE })
    plane.gitHub.open('bob', head)
    // Only a webhook tells of it: the cron's look at the list would find it too.
    plane.gitHub.listed = false
  })
  afterEach(() => plane.end())

  const planRun = () => plane.gitHub.run('cygnet / plan', head)

  test('the honest one is answered at once and makes a plan check', async () => {
    const { status, body } = await plane.webhook('pull_request', PULL)
    expect([status, body['jobs']]).toEqual([200, 1])
    await plane.settled()
    expect(planRun()).toMatchObject({ status: 'completed', conclusion: 'neutral' })
    expect(planRun()?.output.title).toMatch(/^approval needed: 2 gateways new/)
    expect(planRun()?.external_id).toMatch(/^[0-9a-f]{64}$/)
    expect(planRun()?.actions).toMatchObject([{ label: 'Approve rollout' }])
  })

  test('forged: signed with another secret, or not at all', async () => {
    for (const how of [
      { secret: 'a guess' },
      { signature: '' },
      { signature: 'sha256=zz' },
      { signature: `sha256=${'0'.repeat(64)}` },
    ]) {
      const { status, body } = await plane.webhook('pull_request', PULL, how)
      expect([status, body.error?.code]).toEqual([403, 'bad-signature'])
    }
    await plane.settled()
    expect(planRun()).toBeUndefined()
  })

  test('from another repository, though signed with our secret', async () => {
    const { status, body } = await plane.webhook('pull_request', PULL, { repository: 'innsmouth/network' })
    expect([status, body.error?.code]).toEqual([403, 'wrong-repository'])
    await plane.settled()
    expect(planRun()).toBeUndefined()
  })

  test('replayed: the same delivery does its work once', async () => {
    const first = await plane.webhook('pull_request', PULL, { delivery: 'one-and-only' })
    await plane.settled()
    const calls = plane.gitHub.calls.length
    const second = await plane.webhook('pull_request', PULL, { delivery: 'one-and-only' })
    expect([first.body['delivery'], second.status, second.body['delivery']]).toEqual(['new', 200, 'seen'])
    await new Promise(resolve => setImmediate(resolve))
    expect(plane.gitHub.calls.slice(calls).filter(call => call.includes('/pulls/'))).toEqual([])
  })

  test('too large, or not what GitHub documents', async () => {
    const filler = 'x'.repeat(6 * 1024 * 1024)
    // It is answered before it was read: what is still being sent then may meet a closed connection instead of the answer.
    const large = await vi.waitFor(() => plane.webhook('pull_request', { ...PULL, filler }), 30_000)
    expect([large.status, large.body.error?.code]).toEqual([413, 'too-large'])
    const odd = await plane.webhook('pull_request', { action: 'opened', number: '1; DROP TABLE jobs' })
    expect([odd.status, odd.body.error?.code]).toEqual([400, 'malformed'])
  })

  test('work that GitHub refused is done later, without a second webhook', async () => {
    plane.gitHub.failing = 2
    await plane.webhook('pull_request', PULL)
    await expect.poll(() => planRun()?.conclusion, { timeout: 60_000 }).toBe('neutral')
  })
})

import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { statusText } from '../../../cli/status/status-text.ts'
import { plain } from '../../../cli/terminal.ts'
import { renderMarkdown } from '../../../infra/local/forge/pages/markdown.ts'
import { REFERENCE } from '../../fixtures/reference.ts'
import { NOTIFY_SECRET } from './settings.ts'
import { ControlPlane } from './world.ts'

const HOSTILE =
  'no answer ``` @everyone <img src=x onerror=alert(1)> [a](https://evil.test) \u001b[2J\u202e-->'

const LOSS = {
  tunnel: 'rlyeh-ulthar',
  child: 'containers-containers',
  at: '2026-03-01T11:59:10Z',
  seconds: 3,
  lost: 3,
  cause: 'unknown' as const,
  words: HOSTILE,
}

/** Loss is shown of tunnels that are to be measured. */
const MEASURED = `${REFERENCE}\nmonitor: { every: 1s }\n`

/** What somebody who listens was sent, after its signature was looked at as a receiver would. */
const proven = ({ headers, body }: ControlPlane['heard'][number]) => {
  const [id, at] = [headers.get('webhook-id'), headers.get('webhook-timestamp')]
  const key = Buffer.from(NOTIFY_SECRET.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
  expect(headers.get('webhook-signature')).toBe(`v1,${signature}`)
  expect(Math.abs(Number(at) - Date.now() / 1000)).toBeLessThan(120)
  return { id, ...(JSON.parse(body) as { type: string; network: string; data: Record<string, unknown> }) }
}

/** One release that a gateway takes back with words that want to be more than words. */
describe('what a gateway says when it halts a rollout', () => {
  let plane: ControlPlane
  let commit: string
  const types = () => plane.heard.map(one => proven(one).type)

  beforeAll(async () => {
    plane = await ControlPlane.begin({ 'README.md': 'a network' })
    commit = plane.gitHub.commit({ 'topology.yaml': MEASURED }, 'main')
    Object.assign(plane.gitHub.open('bob', commit), { state: 'closed', merged: true })
    plane.gitHub.open('bob', commit)
    await plane.pushed('bob')
    const run = plane.gitHub.run('cygnet / rollout', commit)
    if (run !== undefined) await plane.press('alice', run)
    const { gateways } = await plane.status()
    plane.gitHub.failing = 1
    plane.deaf.push(500)
    const body = plane.report('rlyeh', {
      outcome: 'reverted',
      bundle: gateways.find(({ name }) => name === 'rlyeh')?.bundle ?? undefined,
      release: 1,
      problem: { code: 'probe', message: HOSTILE },
      measured: {
        since: '2026-03-01T11:59:00Z',
        paths: [{ tunnel: 'rlyeh-ulthar', child: 'containers-containers', sent: 60, lost: 3 }],
        losses: [LOSS],
        more: 0,
      },
    })
    expect((await plane.api('POST', '/reports', { body })).status).toBe(200)
    await vi.waitUntil(
      async () => {
        await plane.settled()
        return (
          plane.gitHub.comments.made.length > 0 &&
          types().filter(type => type === 'rollout.halted').length > 1
        )
      },
      { timeout: 30_000, interval: 500 },
    )
  })
  afterAll(() => plane.end())

  test('in a comment on the pull request: code, no mention, no link, no tag', () => {
    const [comment, ...others] = plane.gitHub.comments.made
    expect([comment?.pull, others]).toEqual([1, []])
    const html = renderMarkdown(comment?.body ?? '')
    expect(html).toContain('Release 1 halted in wave 1 by <code>rlyeh</code>')
    expect(html).not.toMatch(/<img|href="https:\/\/evil|<pre/)
    expect(html.replaceAll(/<code>.*?<\/code>/gs, '')).not.toContain('@everyone')
  })

  test('is told once, however often the forge is asked again', async () => {
    const before = plane.gitHub.comments.made.length
    for (let turn = 0; turn < 3; turn++) await plane.settled()
    expect(plane.gitHub.comments.made).toHaveLength(before)
  })

  test('in what the webhook is sent: a string of JSON, and the signature holds', () => {
    expect(types().slice(0, 2)).toEqual(['approval.needed', 'rollout.started'])
    const halted = plane.heard.map(proven).filter(({ type }) => type === 'rollout.halted')
    // Refused the first time, and known to be the same by its id.
    expect(new Set(halted.map(({ id }) => id)).size).toBe(1)
    expect(halted[0]).toMatchObject({
      network: 'miskatonic',
      data: { release: 1, gateway: 'rlyeh', code: 'probe', message: HOSTILE },
    })
  })

  test('in a terminal: nothing moves the cursor or turns the line around', async () => {
    const text = statusText(await plane.status(), plain)
    expect(text).toContain('halted by rlyeh in wave 1: probe: no answer')
    expect(text).toMatch(
      /rlyeh-ulthar: 5\.0 % lost[^]*newest losses\n.*rlyeh-ulthar\/containers-containers: no answer/,
    )
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(JSON.stringify(await plane.status())).not.toMatch(/hooks\.example|whsec_/)
  })
})

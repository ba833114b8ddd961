import { expect, test } from 'vitest'
import { Release } from '../rollout/release.ts'
import { rolloutBody } from './rollout-body.ts'
import { rolloutPage } from './rollout-page.ts'

const MINUTE = 60_000
const BUNDLE = 'b'.repeat(64)
const TUNNELS = { up: 1, trap: 0, down: 0 }
const RULES = { approvers: { permission: 'maintain', users: [], self: false }, waves: [], limit: {} }

const release = (change: object): Release =>
  Release.parse({
    number: 7,
    candidate: {
      commit: 'c'.repeat(40),
      plan: 'a'.repeat(64),
      members: ['kadath', 'rlyeh', 'sarnath'].map(gateway => ({ gateway, bundle: BUNDLE, sign: 'k' })),
      every: 60,
      silence: 900,
      rules: RULES,
      authors: ['wilbur'],
      coupled: [],
      reach: { gateways: { count: 1, of: 3 }, removals: { count: 0, of: 3 } },
    },
    approvedBy: ['asenath'],
    phase: 'rolling',
    crossings: [
      {
        bundles: { rlyeh: BUNDLE, kadath: BUNDLE },
        waves: [
          { groups: [['rlyeh']], soak: 600, atOnce: 1 },
          { groups: [['kadath']], soak: 60, atOnce: 1 },
        ],
      },
    ],
    crossing: 0,
    wave: 0,
    standings: { rlyeh: { kind: 'committed', at: 0, tunnels: TUNNELS }, kadath: { kind: 'queued' } },
    base: { rlyeh: null, kadath: null },
    removed: {},
    told: 7,
    ...change,
  })

const markup = async (shown: Release, now = 0): Promise<string> =>
  (await rolloutPage('miskatonic', shown, now)).toString()

/** The page as somebody reads it: text without tags, each run of white space one space. */
const read = async (shown: Release): Promise<string> =>
  (await markup(shown))
    .replace(/<style>.*<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')

test('a canary soaks, the others wait, and the page says for how long', async () => {
  const soaking = release({ healthySince: 0 })
  expect(await read(soaking)).toContain('Wave 1 soaks 1 gateway, soaks for 600 s rlyeh runs it')
  expect(await read(soaking)).toContain('Wave 2 has not begun')
  expect(await read(soaking)).toContain('Unchanged: sarnath')
  expect(await markup(soaking, 5 * MINUTE)).toContain('value="0.5"')
})

test('a canary that took the change back says why, in its own words', async () => {
  const words = { code: 'probe-inside', message: 'no answer from 10.2.0.1' }
  const halted = release({
    phase: 'halted',
    standings: {
      rlyeh: { kind: 'returned', at: 1, trouble: { kind: 'reverted', ...words, at: 0 } },
      kadath: { kind: 'queued' },
    },
    halt: { gateway: 'rlyeh', ...words, wave: 0, at: 0 },
  })
  expect(await read(halted)).toContain('Halted in wave 1 by rlyeh : probe-inside no answer from 10.2.0.1')
  expect(await read(halted)).toContain('rlyeh went back')
})

test('what a gateway says cannot become markup', async () => {
  const hostile = { code: '<b>', message: '</style><script>alert(1)</script><img src=x onerror=alert(1)>' }
  const halt = { gateway: '"><i>', ...hostile, wave: 0, at: 0 }
  const shown = (await rolloutBody(release({ halt }), 0)).toString()
  expect(shown).not.toMatch(/<script|<img|<i>|<b>/)
  expect(shown).toContain('&lt;script&gt;')
})

test('a rollout that goes on looks again by itself; one that ended does not', async () => {
  const again = async (phase: string): Promise<boolean> =>
    (await markup(release({ phase }))).includes('http-equiv="refresh"')
  for (const phase of ['rolling', 'paused', 'halting', 'rolling-back']) expect(await again(phase)).toBe(true)
  for (const phase of ['completed', 'halted', 'rolled-back', 'superseded'])
    expect(await again(phase)).toBe(false)
})

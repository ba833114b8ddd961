import { expect, test } from 'vitest'
import type { Measured } from '../../../schema/wire/measured.ts'
import { ledgerInSqlite } from '../../../test/fixtures/ledger-in-sqlite.ts'
import { FLEET, Story, WAVES } from '../../../test/fixtures/rollout-story.ts'
import type { Ports } from '../../ports/ports.ts'
import { tick } from '../work.ts'
import { takeReport } from './take-report.ts'

const MINUTE = 60_000
const PATH = { tunnel: 'canary-rlyeh', child: 'lan' }
const WORDS = '31 s of loss, 0.4 s after CHILD SA deleted by the peer; underlay clean'

/** A canary that was given a release, after an hour in which it lost so much of sixty packets a minute inside and below its tunnel. */
const canary = (lostBefore: number) => {
  const state = { now: 0, counter: 0 }
  const clock = { now: () => new Date(state.now) }
  const { ledger } = ledgerInSqlite(clock)
  const ports = { network: 'miskatonic', ledger, clock } as unknown as Ports
  const story = new Story(FLEET, { waves: WAVES, loss: 0.01 }).release('a')
  ledger.keep(story.rollout)
  // The gateway's clock is an hour behind: nothing of it counts but how long a report speaks of.
  const say = (inside: number, below: number, change: object = {}): void => {
    state.now += MINUTE
    const at = state.now - 3_600_000
    const measured: Measured = {
      since: new Date(at - MINUTE).toISOString(),
      paths: [
        { tunnel: PATH.tunnel, sent: 60, lost: below },
        { ...PATH, sent: 60, lost: inside },
      ],
      losses:
        inside === 0
          ? []
          : [
              {
                ...PATH,
                at: new Date(at).toISOString(),
                seconds: 31,
                lost: inside,
                cause: 'sa-down',
                words: WORDS,
              },
            ],
      more: 0,
    }
    const report = {
      cygnet: 1 as const,
      network: 'miskatonic',
      gateway: 'canary',
      counter: ++state.counter,
      at: new Date(at).toISOString(),
      outcome: 'unchanged' as const,
      inForce: ledger.rollout().held['canary']?.bundle ?? '',
      children: [],
      measured,
      runner: '0.1.0',
      ...change,
    }
    takeReport(ports, { report, signature: `${'A'.repeat(86)}==` }, (_, key) => key === 'key-of-canary')
  }
  const soak = (): void => {
    state.now = story.now
    for (let minute = 0; minute < 60; minute++) say(lostBefore, 0)
    story.rollout = ledger.rollout()
    story.now = state.now
    ledger.keep(story.push(story.candidate('b'), 'alice').publish().rollout)
    state.now += 10 * MINUTE
    const told = ledger.rollout().shown['canary']
    say(20, 0, { outcome: 'committed', bundle: told?.bundle, inForce: told?.bundle, release: told?.number })
  }
  soak()
  const phase = (): string | undefined => {
    tick(ports)
    return ledger.rollout().current?.phase
  }
  return { ledger, say, phase }
}

test('a canary that begins to lose packets inside a tunnel halts its wave, with its own sentence', () => {
  const { ledger, say, phase } = canary(0)
  say(0, 0)
  say(0, 0)
  expect(phase()).toBe('rolling')
  say(31, 0)
  expect(phase()).toBe('halting')
  expect(ledger.rollout().current?.halt?.message).toBe(
    `lost 31 of about 300 packets through canary-rlyeh/lan while the wave soaked, which its underlay did not; 0 % in the hour before: ${WORDS}`,
  )
  expect(ledger.jobs.next(Number.MAX_SAFE_INTEGER)).toBeDefined()
})

test('the weather, the change’s own blink, and a line that always was bad halt nothing', () => {
  const weather = canary(0)
  weather.say(0, 0)
  for (let minute = 0; minute < 3; minute++) weather.say(40, 40)
  expect(weather.phase()).toBe('rolling')
  const blink = canary(0)
  blink.say(31, 0)
  blink.say(0, 0)
  expect(blink.phase()).toBe('rolling')
  const bad = canary(6)
  for (let minute = 0; minute < 4; minute++) bad.say(7, 0)
  expect(bad.phase()).toBe('rolling')
})

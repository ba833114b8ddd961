import { expect, test } from 'vitest'
import type { Status } from '../../schema/control-plane.ts'
import { CommandError } from '../command-error.ts'
import { plain } from '../terminal.ts'
import { measuredLines } from './measured-lines.ts'
import { statusText } from './status-text.ts'
import { watchStatus } from './watch.ts'

const A = 'a'.repeat(64)
type Gateway = Status['gateways'][number]

const gateway = (name: string, standing: Gateway['standing'], wave: number): Gateway => ({
  name,
  bundle: A,
  standing,
  wave,
  words: null,
  report: null,
  measured: null,
})

const STATUS: Status = {
  network: 'miskatonic',
  release: {
    number: 4,
    plan: A,
    commit: 'c'.repeat(40),
    phase: 'rolling',
    title: 'release 4: 1 of 4 gateways committed, wave 2 of 3',
    approvedBy: 'alice and carter',
    wave: 2,
    waves: [
      { groups: [['rlyeh']], soak: 60, atOnce: 1 },
      { groups: [['ulthar', 'dunwich']], soak: 30, atOnce: 2 },
      { groups: [['innsmouth']], soak: 0, atOnce: 1 },
    ],
    halt: null,
    can: ['pause', 'roll-back'],
    movesAt: '2026-03-01T12:05:00.000Z',
  },
  next: { plan: 'b'.repeat(64), commit: 'd'.repeat(40), approvedBy: 'bob' },
  waiting: { plan: 'e'.repeat(64), commit: 'f'.repeat(40), approvedBy: ['alice'], needed: 2 },
  pulls: [{ number: 7, plan: A, head: 'c'.repeat(40), fork: false, approvedBy: null, needed: 2 }],
  gateways: [
    gateway('dunwich', 'pending', 2),
    gateway('innsmouth', 'queued', 3),
    gateway('rlyeh', 'committed', 1),
    { ...gateway('ulthar', 'pending', 2), words: { code: 'window-closed', message: 'opens at 22:00' } },
  ],
  losses: [],
  stuck: [],
  audit: [],
}

test.each([
  ['completed', 'over', 'over'],
  ['rolled-back', 'went back', 'left out'],
  ['superseded', 'over', 'left out'],
  ['paused', 'waits', 'waits'],
] as const)('of a release that is %s no wave waits that never will', (phase, second, third) => {
  const { release } = STATUS
  if (release === null) throw new Error('there is a release')
  const wave = phase === 'completed' ? 3 : 2
  const lines = statusText({ ...STATUS, release: { ...release, phase, wave } }, plain).split('\n')
  expect(lines.filter(line => line.startsWith('  wave'))).toEqual([
    '  wave 1  done, 1 of 1: rlyeh',
    `  wave 2  ${second}, 0 of 2: ulthar + dunwich`,
    `  wave 3  ${third}, 0 of 1: innsmouth`,
  ])
})

test('says in plain words which wave is where, who waits for what, and what can be done', () => {
  expect(statusText(STATUS, plain).split('\n')).toEqual([
    'miskatonic: release 4: 1 of 4 gateways committed, wave 2 of 3',
    '  plan aaaaaaaaaaaa, commit cccccccccccc, approved by alice and carter',
    '  wave 1  done, 1 of 1: rlyeh',
    '  wave 2  under way, 0 of 2: ulthar + dunwich (then healthy for 30 s)',
    '  wave 3  waits, 0 of 1: innsmouth',
    '  moves by itself at 2026-03-01T12:05:00.000Z at the latest',
    '  you can: cygnet pause, cygnet rollback 4',
    'next: commit dddddddddddd, plan bbbbbbbbbbbb, approved by bob; begins when the release has come to rest',
    `not approved: commit ffffffffffff, plan ${'e'.repeat(64)}, takes 2 people, has alice`,
    `pull request 7: plan ${A}, takes 2 people`,
    '',
    'dunwich    pending    has said nothing yet',
    'innsmouth  queued     has said nothing yet',
    'rlyeh      committed  has said nothing yet',
    'ulthar     pending    has said nothing yet',
    '           window-closed: opens at 22:00',
  ])
})

test('says who halted a release, in the gateway’s own words and with nothing that moves the cursor', () => {
  const halt = { gateway: 'ulthar', code: 'probe', message: 'no \u001b[2Janswer', wave: 2, at: 'now' }
  const { release } = STATUS
  if (release === null) throw new Error('there is a release')
  const text = statusText({ ...STATUS, release: { ...release, phase: 'halted', halt, movesAt: null } }, plain)
  expect(text).toContain('halted by ulthar in wave 2: probe: no  [2Janswer')
  expect(text).not.toContain('moves by itself')
})

test('watched, it is drawn in the same place, also while the control plane does not answer', async () => {
  const answers: (() => string)[] = [
    () => 'one',
    () => {
      throw new CommandError('control-plane', 'it does not answer', 'wait')
    },
    () => 'three',
  ]
  let drawn = ''
  let looks = 0
  await watchStatus(
    async () => answers[looks++]?.() ?? '',
    { isTTY: true, write: text => (drawn += String(text)) !== '' },
    async () => looks < 3,
  )
  expect(drawn.split('\u001b[H\u001b[J')).toEqual([
    '',
    'one\n',
    'one\n\nnot heard: it does not answer\n',
    'three\n',
  ])
})

const tunnel = (name: string, lost: number) => ({
  tunnel: name,
  sent: 600,
  lost,
  roundTrip: lost === 600 ? null : 12.34,
  underlay: { sent: 600, lost: 0 },
})

test('says what each tunnel loses and how long packets take, and the newest losses in their gateway’s words', () => {
  const measured = { receivedAt: 'now', tunnels: [tunnel('star', 0), tunnel('arm', 3), tunnel('far', 600)] }
  const report = {
    outcome: 'unchanged',
    counter: 1,
    saidAt: 'then',
    receivedAt: 'now',
    inForce: A,
    problem: null,
    drift: null,
    tunnels: { up: 3, trap: 0, down: 0 },
    runner: '0.1.0',
  }
  const loss = {
    gateway: 'rlyeh',
    tunnel: 'far',
    child: 'lan-lan',
    at: '2026-03-01T12:00:00Z',
    heardAt: '2026-03-01T12:00:30Z',
    seconds: 31,
    lost: 31,
    ongoing: true,
    cause: 'sa-down' as const,
    words: '31 s of loss\u001b[2J, 0.2 s after IKE SA down\u202e',
  }
  const gateways = [{ ...gateway('rlyeh', 'lossy', 1), report, measured }]
  const lines = statusText(
    { ...STATUS, gateways, losses: [loss, { ...loss, child: null, ongoing: false }] },
    plain,
  )
    .split('\n')
    .slice(-7)
  expect(lines).toEqual([
    '       far: 100 % lost, underlay 0 %',
    '       arm: 0.5 % lost, 12.3 ms, underlay 0 %',
    '       star: 0 % lost, 12.3 ms, underlay 0 %',
    '',
    'newest losses',
    '  2026-03-01T12:00:00Z  rlyeh far/lan-lan: goes on: 31 s of loss [2J, 0.2 s after IKE SA down ',
    '  2026-03-01T12:00:00Z  rlyeh far underlay: 31 s of loss [2J, 0.2 s after IKE SA down ',
  ])
})

test('of a hub with a hundred tunnels only those that lose something are listed', () => {
  const tunnels = Array.from({ length: 100 }, (_, index) => tunnel(`t${index}`, index === 7 ? 6 : 0))
  expect(measuredLines({ receivedAt: 'now', tunnels }, plain)).toEqual([
    't7: 1.0 % lost, 12.3 ms, underlay 0 %',
    '99 more tunnels without loss',
  ])
  expect(measuredLines({ receivedAt: 'now', tunnels: tunnels.slice(8) }, plain)).toEqual([
    '92 tunnels without loss',
  ])
})

test('a gateway that is asked to measure and says nothing of it is named; one that is not asked is not', () => {
  const report = {
    outcome: 'committed',
    counter: 1,
    saidAt: 'now',
    receivedAt: 'now',
    inForce: A,
    problem: null,
    drift: null,
    tunnels: { up: 1, trap: 0, down: 0 },
    runner: '0.1.0',
  }
  const said = (change: Partial<Status>, own: Partial<Gateway> = {}): string =>
    statusText(
      { ...STATUS, gateways: [{ ...gateway('rlyeh', 'committed', 1), report, ...own }], ...change },
      plain,
    )
  expect(said({ measures: true })).toContain('\n       no tunnel measured yet')
  for (const measures of [false, undefined])
    expect(said({ ...(measures !== undefined && { measures }) })).not.toContain('measured')
  // It was not given the release that asks.
  expect(said({ measures: true }, { bundle: 'b'.repeat(64) })).not.toContain('measured')
})

test('what is not measured is not called without loss', () => {
  const silent = { ...tunnel('t', 0), sent: 0, roundTrip: null, underlay: null }
  const none = Array.from({ length: 20 }, (_, index) => ({ ...silent, tunnel: `t${index}` }))
  expect(measuredLines({ receivedAt: 'now', tunnels: none }, plain)).toEqual(['20 tunnels not measured'])
  expect(measuredLines({ receivedAt: 'now', tunnels: [...none, tunnel('far', 0)] }, plain)).toEqual([
    '1 tunnels without loss',
    '20 tunnels not measured',
  ])
  expect(measuredLines({ receivedAt: 'now', tunnels: [silent] }, plain)).toEqual(['t: not measured'])
})

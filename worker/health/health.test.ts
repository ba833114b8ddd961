import { expect, test } from 'vitest'
import type { Report } from '../../schema/wire/report.ts'
import { MIXED, pictureIn } from '../../test/fixtures/mixed-network.ts'
import { keptPicture } from '../picture/kept-picture.ts'
import type { Facts, Heard } from './facts.ts'
import { gatewayNamed, gatewaysOf } from './gateway.ts'
import { shareWords } from './loss.ts'
import { tunnelNamed } from './tunnel.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const picture = keptPicture(pictureIn(MIXED))

const heard = (gateway: string, change: Partial<Report> = {}, received = NOW): [string, Heard] => [
  gateway,
  {
    received,
    report: {
      cygnet: 1,
      network: 'mixed',
      gateway,
      counter: 1,
      at: '2026-03-01T12:00:00Z',
      outcome: 'unchanged',
      children: [{ connection: 'core-arkham-dunwich', child: 'lan-lan', state: 'up' }],
      runner: '0.1.0',
      ...change,
    },
  },
]

const facts = (change: Partial<Facts> = {}): Facts => ({
  now: NOW,
  release: undefined,
  picture,
  heard: new Map([heard('arkham'), heard('dunwich')]),
  metered: new Map(),
  ...change,
})

const lost = (inside: number, underlay = 0, received = NOW): Facts['metered'] =>
  new Map([
    [
      'arkham',
      {
        received,
        paths: [
          { tunnel: 'core-arkham-dunwich', sent: 1000, lost: underlay },
          { tunnel: 'core-arkham-dunwich', child: 'lan-lan', sent: 1000, lost: inside },
        ],
      },
    ],
  ])

const core = (change: Partial<Facts>) => tunnelNamed(facts(change), 'core-arkham-dunwich')

test('a tunnel is as well as the end that is worse off', () => {
  expect(core({})?.health).toEqual({ tone: 'well', word: 'up' })
  const down = heard('dunwich', {
    children: [{ connection: 'core-arkham-dunwich', child: 'lan-lan', state: 'down' }],
  })
  expect(core({ heard: new Map([heard('arkham'), down]) })?.health).toEqual({ tone: 'sick', word: 'down' })
  const trap = heard('dunwich', {
    children: [{ connection: 'core-arkham-dunwich', child: 'lan-lan', state: 'trap' }],
  })
  expect(core({ heard: new Map([heard('arkham'), trap]) })?.health).toEqual({
    tone: 'wait',
    word: 'waits for traffic',
  })
  expect(core({ heard: new Map([heard('arkham')]) })?.health.word).toBe('nothing heard yet')
})

test('loss is part of it: some is worth a look, much is sick, none and what is long ago is nothing', () => {
  expect(core({ metered: lost(0) })?.health.tone).toBe('well')
  expect(core({ metered: lost(8) })?.health).toEqual({ tone: 'hand', word: 'loses 0.80 %' })
  expect(core({ metered: lost(100) })?.health).toEqual({ tone: 'sick', word: 'loses 10.0 %' })
  expect(core({ metered: lost(100, 0, NOW - 3_600_000) })?.health.tone).toBe('well')
  expect(core({ metered: lost(0, 31) })?.ends[0]?.underlay).toEqual({ sent: 1000, lost: 31 })
})

test('a peer that somebody else runs says nothing, and its gateway speaks for the tunnel', () => {
  const office = heard('dunwich', {
    children: [{ connection: 'dunwich-office', child: 'lan-net', state: 'up' }],
  })
  const tunnel = tunnelNamed(facts({ heard: new Map([office]) }), 'dunwich-office')
  expect(tunnel?.health.tone).toBe('well')
  expect(tunnel?.ends.map(({ kind, health }) => [kind, health.word])).toEqual([
    ['gateway', 'up'],
    ['peer', 'run by somebody else'],
  ])
})

test('a gateway says everything that is not well with it, the worst first', () => {
  const children = [{ connection: 'core-arkham-dunwich', child: 'lan-lan', state: 'down' }] as const
  const drift = { repaired: false, more: 0, found: [{ kind: 'setting', what: 'x', diff: [] }] } as const
  const arkham = heard('arkham', {
    children: [...children],
    drift: { ...drift, found: [{ kind: 'setting', what: 'x', diff: [] }] },
  })
  expect(gatewayNamed(facts({ heard: new Map([arkham]) }), 'arkham')?.reasons).toEqual([
    { tone: 'sick', word: '1 CHILD SA down' },
    { tone: 'hand', word: 'changed by hand' },
  ])
  const quiet = heard('arkham', {}, NOW - 20 * 60_000)
  expect(gatewayNamed(facts({ heard: new Map([quiet]) }), 'arkham')?.health).toEqual({
    tone: 'sick',
    word: 'silent for 20 min',
  })
})

test('a gateway is not sick because nobody dials in, nor by a connection that somebody keeps by hand', () => {
  const arkham = heard('arkham', {
    children: [
      { connection: 'core-arkham-dunwich', child: 'lan-lan', state: 'up' },
      { connection: 'laptops-client_a', child: 'inside', state: 'down' },
      { connection: 'old', child: 'net', state: 'down' },
    ],
  })
  expect(gatewayNamed(facts({ heard: new Map([arkham]) }), 'arkham')?.reasons).toEqual([])
})

test('every gateway of the topology is there before anything is heard of it', () => {
  const lines = gatewaysOf(facts({ heard: new Map() }))
  expect(lines.map(({ name }) => name)).toEqual([
    'arkham',
    'dunwich',
    'innsmouth',
    'kingsport',
    'lomar',
    'ulthar',
  ])
  expect(new Set(lines.map(({ health }) => health.word))).toEqual(new Set(['not enrolled']))
  expect(gatewayNamed(facts(), 'nobody')).toBeUndefined()
})

test('a share that is not nothing does not look like nothing, nor what is not all like all', () => {
  expect([0, 0.00001, 0.0004, 0.031, 0.9999, 1].map(shareWords)).toEqual([
    '0 %',
    '< 0.01 %',
    '0.04 %',
    '3.1 %',
    '> 99.9 %',
    '100 %',
  ])
})

import { expect, test } from 'vitest'
import type { Drift } from '../../../schema/wire/drifted.ts'
import type { Measured, MeasuredLoss } from '../../../schema/wire/measured.ts'
import type { Report } from '../../../schema/wire/report.ts'
import { reportNotices } from './report-notices.ts'

const report = (change: Partial<Report>): Report => ({
  cygnet: 1,
  network: 'miskatonic',
  gateway: 'rlyeh',
  counter: 1,
  at: '2026-03-01T12:00:00Z',
  outcome: 'unchanged',
  children: [],
  runner: '0.1.0',
  ...change,
})
const drift = (what: string): Drift => ({
  repaired: false,
  found: [{ kind: 'file', what, diff: ['+psk = "secret"'] }],
  more: 0,
})
const loss = (change: Partial<MeasuredLoss>): MeasuredLoss => ({
  tunnel: 'star',
  child: 'lan',
  at: '2026-03-01T11:59:00Z',
  seconds: 40,
  lost: 40,
  ongoing: true,
  cause: 'unknown',
  words: 'lost',
  ...change,
})
const measured = (...losses: MeasuredLoss[]): Measured => ({
  since: '2026-03-01T11:59:00Z',
  paths: [],
  losses,
  more: 0,
})
const types = (now: Partial<Report>, before: { report?: Report; measured?: Measured } = {}) =>
  reportNotices(report(now), { report: before.report, measured: before.measured })

test('drift is told when it is found and when it becomes another, without its lines', () => {
  const [found] = types({ drift: drift('/etc/ipsec.conf') })
  expect(found).toMatchObject({ type: 'drift.found', data: { gateway: 'rlyeh', repaired: false } })
  expect(JSON.stringify(found)).not.toContain('secret')
  const before = { report: report({ drift: drift('/etc/ipsec.conf') }) }
  expect(types({ drift: drift('/etc/ipsec.conf') }, before)).toEqual([])
  expect(types({ drift: drift('/etc/other') }, before)).toHaveLength(1)
  expect(types({}, before)).toEqual([])
})

test('a loss is told once, when it lasts: not a blip, not one that is over, not a gateway that was busy', () => {
  expect(types({ measured: measured(loss({})) })).toMatchObject([
    { type: 'loss.begun', data: { losses: [{ tunnel: 'star', cause: 'unknown', words: 'lost' }] } },
  ])
  expect(types({ measured: measured(loss({ seconds: 90 })) }, { measured: measured(loss({})) })).toEqual([])
  expect(types({ measured: measured(loss({})) }, { measured: measured(loss({ seconds: 5 })) })).toHaveLength(
    1,
  )
  for (const quiet of [{ seconds: 5 }, { ongoing: undefined }, { cause: 'gateway' }] as const)
    expect(types({ measured: measured(loss(quiet)) })).toEqual([])
})

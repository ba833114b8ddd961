import { expect, test } from 'vitest'
import type { Status } from '../../schema/control-plane.ts'
import { expositionText } from '../../schema/wire/exposition.ts'
import { statusMetrics } from './metrics.ts'

const DIGEST = 'a'.repeat(64)
const report = {
  outcome: 'committed',
  counter: 3,
  saidAt: '2026-05-01T12:00:00.000Z',
  inForce: DIGEST,
  problem: null,
  receivedAt: '2026-05-01T12:00:02.000Z',
  drift: { repaired: false, found: [{ kind: 'file', what: '/etc/x', diff: [] }], more: 2 },
  tunnels: { up: 3, trap: 0, down: 1 },
  runner: '1.0',
}
const gateway = { bundle: DIGEST, wave: 1, words: null, measured: null }
const HALTED: Status = {
  network: 'miskatonic',
  release: {
    number: 12,
    plan: DIGEST,
    commit: 'c',
    phase: 'halted',
    title: 't',
    approvedBy: 'alice',
    wave: 1,
    waves: [{ groups: [['rlyeh']], soak: 1, atOnce: 1 }],
    halt: null,
    can: [],
    movesAt: null,
  },
  next: null,
  waiting: null,
  pulls: [],
  gateways: [
    { ...gateway, name: 'rlyeh', standing: 'silent', report },
    { ...gateway, name: 'ulthar', standing: 'queued', report: null },
  ],
  losses: [],
  stuck: [],
  audit: [],
}

test('a halted release, its gateways and what they said last are read by Prometheus', () => {
  const lines = expositionText(statusMetrics(HALTED)).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'cygnet_control_release{network="miskatonic"} 12',
      'cygnet_control_release_phase{network="miskatonic",phase="halted"} 1',
      'cygnet_control_release_phase{network="miskatonic",phase="rolling"} 0',
      'cygnet_control_gateways{network="miskatonic",standing="silent"} 1',
      'cygnet_control_gateways{network="miskatonic",standing="cut"} 0',
      'cygnet_control_gateway_drift{network="miskatonic",gateway="rlyeh"} 3',
      'cygnet_control_gateway_tunnels{network="miskatonic",gateway="rlyeh",state="down"} 1',
      'cygnet_control_gateway_last_report_timestamp_seconds{network="miskatonic",gateway="rlyeh"} 1777636802',
    ]),
  )
  expect(lines.filter(line => line.includes('ulthar'))).toEqual([])
})

test('before the first release every phase is 0', () => {
  const lines = expositionText(statusMetrics({ ...HALTED, release: null, gateways: [] }))
  expect(lines).toContain('phase="rolling"} 0')
  expect(lines).not.toContain('cygnet_control_release{')
})

import { expect, test } from 'vitest'
import {
  complaints,
  gatewayWith,
  problemsWith,
  tunnelWith,
  type Written,
} from '../../test/fixtures/two-sites.ts'

const REASON = 'the office router speaks nothing else, replaced by March'
const weak = (allow: Written) => tunnelWith({ ike: ['aes256-sha1-modp2048'], allow })

test('an exception with a reason lets the network pass, and stays visible', () => {
  const [problem, ...others] = problemsWith(weak({ 'weak-crypto': REASON }))
  expect(others).toEqual([])
  expect(problem).toMatchObject({ code: 'weak-crypto', severity: 'info' })
  expect(problem?.message).toContain(`allowed here: ${REASON}`)
})

test('it counts for the node that holds it, what is below it, and nothing beside it', () => {
  const mtu = { interfaces: { vswitch: { mtu: 1450 } } }
  const allow = { 'mtu-underlay': 'this path was measured with 1450 bytes' }
  const codes = (change: Written) => problemsWith(change).map(({ code, severity }) => `${severity} ${code}`)
  expect(codes(gatewayWith('north', { ...mtu, allow }))).toEqual(['info mtu-underlay'])
  expect(codes(gatewayWith('north', { interfaces: { vswitch: { mtu: 1450, allow } } }))).toEqual([
    'info mtu-underlay',
  ])
  expect(codes({ ...gatewayWith('north', mtu), allow })).toEqual(['info mtu-underlay'])
  expect(codes({ gateways: { north: mtu, south: { allow } } })).toEqual([
    'warning mtu-underlay',
    'warning allow-unused',
  ])
})

test('the innermost reason is the one that is shown', () => {
  const outer = { allow: { 'weak-crypto': 'everything here is old anyway' } }
  const shown = problemsWith({ ...outer, ...weak({ 'weak-crypto': REASON }) })
  expect(shown.find(({ code }) => code === 'weak-crypto')?.message).toContain(REASON)
  expect(shown.map(({ code }) => code)).toContain('allow-unused')
})

test('a mistyped code silences nothing, and the right one is named', () => {
  const shown = problemsWith(weak({ 'weak-cripto': REASON }))
  expect(shown.map(({ code }) => code).sort()).toEqual(['allow-unknown', 'weak-crypto'])
  expect(shown.find(({ code }) => code === 'allow-unknown')?.hint).toBe('did you mean weak-crypto?')
})

test.each(['vlan-range', 'unknown-key', 'secret-plain', 'lockout-risk', 'allow-unused'])(
  'no reason makes %s go away',
  code => {
    expect(complaints(gatewayWith('north', { allow: { [code]: REASON } }))).toEqual([
      `allow-refused: ${code}`,
    ])
  },
)

test('an error that may not be silenced stays', () => {
  const change = gatewayWith('north', {
    interfaces: { vswitch: { vlan: 5 } },
    allow: { 'vlan-range': REASON },
  })
  expect(complaints(change).sort()).toEqual(['allow-refused: vlan-range', 'vlan-range: 5'])
})

test('the error of a code whose warnings may be silenced stays too', () => {
  const allow = { 'mtu-underlay': REASON }
  const [problem] = problemsWith(gatewayWith('north', { interfaces: { vswitch: { mtu: 1500, allow } } }))
  expect(problem).toMatchObject({ code: 'mtu-underlay', severity: 'error' })
})

test('a reason says something', () => {
  expect(complaints(weak({ 'weak-crypto': 'legacy' }))).toEqual([
    'weak-crypto: aes256-sha1-modp2048',
    'allow-reason: legacy',
  ])
})

test('an exception that nobody needs any more is told', () => {
  expect(complaints(tunnelWith({ allow: { 'weak-crypto': REASON } }))).toEqual(['~allow-unused: weak-crypto'])
})

test('what hangs on a slip elsewhere is left unsaid', () => {
  const change = tunnelWith({ ike: ['aes256-sha1-modp2O48'], allow: { 'weak-crypto': REASON } })
  expect(complaints(change)).toEqual(['algorithm-unknown: aes256-sha1-modp2O48'])
})

test('a gateway may be called allow', () => {
  const south = { interfaces: { eth0: { managed: false } } }
  expect(complaints({ gateways: { allow: south } })).toEqual([])
})

import { expect, test } from 'vitest'
import { laptopComplaints } from '../../../test/fixtures/laptops.ts'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

test('a bridge that masquerades by itself takes packets away from the tunnel', () => {
  expect(complaints(gatewayWith('south', { interfaces: { br0: { 'bridge-nat': true } } }))).toEqual([
    'masquerade-private: true',
  ])
})

test('a bridge that no tunnel carries may', () => {
  const guests = { managed: false, addresses: ['10.9.0.1/24'], 'bridge-nat': true }
  expect(complaints(gatewayWith('south', { interfaces: { br9: guests } }))).toEqual([])
  expect(complaints(gatewayWith('south', { interfaces: { br0: { 'bridge-nat': false } } }))).toEqual([])
})

test('masquerade towards a peer that private does not cover', () => {
  expect(laptopComplaints({ private: ['10.0.0.0/8'] })).toEqual([
    'masquerade-private: 192.168.50.0/24',
    '~private-uncovered: 192.168.50.0/24',
  ])
  expect(laptopComplaints({})).toEqual([])
})

test('whoever masquerades nothing sends nothing there', () => {
  const north = { internet: { masquerade: undefined } }
  expect(laptopComplaints({ private: ['10.0.0.0/8'], gateways: { north } })).toEqual([
    '~private-uncovered: 192.168.50.0/24',
  ])
})

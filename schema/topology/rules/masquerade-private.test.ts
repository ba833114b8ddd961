import { expect, test } from 'vitest'
import { laptopComplaints, officeWith } from '../../../test/fixtures/laptops.ts'
import { complaints, gatewayWith, tunnelWith, type Written } from '../../../test/fixtures/two-sites.ts'

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

/** An office that calls from anywhere: nothing here can hold packets back until it does. */
const calling = (change: Written) =>
  laptopComplaints({ ...officeWith({ address: undefined }), private: ['10.0.0.0/8'], ...change })

test('masquerade towards a peer that private does not cover', () => {
  expect(calling({})).toEqual(['masquerade-private: 192.168.50.0/24', '~private-uncovered: 192.168.50.0/24'])
  expect(calling({ private: ['10.0.0.0/8', '192.168.0.0/16'] })).toEqual([])
})

test('so it is between gateways that start and never trap', () => {
  expect(complaints({ private: ['10.1.0.0/16'], ...tunnelWith({ start: 'start' }) })).toEqual([
    'masquerade-private: 10.2.0.0/16',
    '~private-uncovered: 10.2.0.0/16',
  ])
})

test('a trap holds packets back until the tunnel is up', () => {
  expect(laptopComplaints({ private: ['10.0.0.0/8'] })).toEqual(['~private-uncovered: 192.168.50.0/24'])
})

test('whoever masquerades nothing sends nothing there', () => {
  const north = { internet: { masquerade: undefined } }
  expect(calling({ gateways: { north } })).toEqual(['~private-uncovered: 192.168.50.0/24'])
})

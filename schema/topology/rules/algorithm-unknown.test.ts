import { expect, test } from 'vitest'
import { complaints, gatewayWith, tunnelWith } from '../../../test/fixtures/two-sites.ts'

const HYBRID = 'aes256-sha256-x25519-ke1_mlkem768'
const on = (north: string, south: string) =>
  complaints({ gateways: { north: { os: north }, south: { os: south } }, ...tunnelWith({ ike: [HYBRID] }) })

test('ML-KEM is for strongSwan 6.0 on both ends', () => {
  expect(on('debian-13', 'debian-13')).toEqual([])
  expect(on('debian-13', 'debian-12')).toEqual([`algorithm-unknown: ${HYBRID}`])
  expect(on('ubuntu-24.04', 'debian-13')).toEqual([`algorithm-unknown: ${HYBRID}`])
})

test('nobody knows a mistyped word', () => {
  expect(complaints(tunnelWith({ ike: ['aes256-sha256-modp2O48'] }))).toEqual([
    'algorithm-unknown: aes256-sha256-modp2O48',
  ])
  expect(complaints(gatewayWith('north', { os: 'debian-13' }))).toEqual([])
})

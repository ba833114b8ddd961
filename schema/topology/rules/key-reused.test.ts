import { expect, test } from 'vitest'
import { laptopComplaints, SEAL_KEYS, sealedFile } from '../../../test/fixtures/laptops.ts'
import { complaints, gatewayWith, TWO_SITES } from '../../../test/fixtures/two-sites.ts'

test('a disk image copied to another gateway brings its keys along', () => {
  const copied = JSON.parse(JSON.stringify(TWO_SITES)).gateways.north.keys
  expect(complaints(gatewayWith('south', { keys: copied }))).toEqual([
    `key-reused: ${copied.sign}`,
    `key-reused: ${copied.seal}`,
  ])
})

test('keys of their own are fine', () => {
  expect(complaints({})).toEqual([])
})

test('one certificate for two gateways means one key on both', () => {
  const laptops = { gateway: 'south', via: 'eth1', routes: ['10.0.0.0/8'], clients: ['linux'] }
  const phones = { ...laptops, id: 'ipsec.example.com', certificate: 'pki/ipsec.example.com.crt' }
  const users = { eve: { address: '10.0.253.7' } }
  const files = { 'secrets/eve.json': sealedFile('password', { south: SEAL_KEYS.south }) }
  expect(laptopComplaints({ access: { phones: { ...phones, users } } }, { files })).toEqual([
    'key-reused: pki/ipsec.example.com.crt',
  ])
  expect(laptopComplaints({ access: { phones: { ...phones, gateway: 'north', via: 'eth0' } } })).toEqual([])
})

import { expect, test } from 'vitest'
import { laptopComplaints, SEAL_KEYS, sealedFile } from '../../../test/fixtures/laptops.ts'

const files = { 'secrets/office-psk.json': sealedFile('psk', SEAL_KEYS) }

test('one key for two tunnels lets either peer pose as the other', () => {
  const tunnels = { 'north-south': { secret: 'sealed/office-psk' } }
  expect(laptopComplaints({ tunnels }, { files })).toEqual(['psk-shared: sealed/office-psk'])
})

test('a mesh with one key shares it by itself', () => {
  const meshes = { core: { gateways: ['north', 'south'], via: 'eth1' } }
  const tunnels = { 'north-south': undefined }
  const gateways = { north: { interfaces: { eth1: { managed: false, addresses: ['172.16.0.9/24'] } } } }
  const change = { meshes: { core: { ...meshes.core, secret: 'sealed/office-psk' } }, tunnels, gateways }
  expect(laptopComplaints(change, { files })).toEqual(['psk-shared: sealed/office-psk'])
  expect(laptopComplaints({ meshes, tunnels, gateways })).toEqual([])
})

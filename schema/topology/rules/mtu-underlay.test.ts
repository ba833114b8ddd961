import { expect, test } from 'vitest'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const vswitch = (mtu: number) => complaints(gatewayWith('north', { interfaces: { vswitch: { mtu } } }))

const cloud = (mtu: number, address = '172.16.0.2/32') =>
  complaints(
    gatewayWith('south', { provider: 'hetzner-cloud', interfaces: { eth1: { mtu, addresses: [address] } } }),
  )

test('a vSwitch drops what is longer than 1400 bytes, but is known to pass 1450 on some paths', () => {
  expect(vswitch(1400)).toEqual([])
  expect(vswitch(1401)).toEqual(['~mtu-underlay: 1401'])
  expect(vswitch(1450)).toEqual(['~mtu-underlay: 1450'])
  expect(vswitch(1451)).toEqual(['mtu-underlay: 1451'])
})

test('the private network of a cloud server carries 1450 bytes', () => {
  expect(cloud(1450)).toEqual([])
  expect(cloud(1500)).toEqual(['mtu-underlay: 1500'])
})

test('a bridge on a cloud server is not its private network', () => {
  expect(cloud(1500, '172.16.0.2/24')).toEqual([])
})

import { expect, test } from 'vitest'
import { accessWith, laptopComplaints, officeWith } from '../../../test/fixtures/laptops.ts'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const withSubnet = (subnet: string) => complaints(gatewayWith('south', { networks: { web: { subnet } } }))

test('two sites with the same addresses answer for each other', () => {
  expect(withSubnet('10.1.0.0/16')).toEqual(['selector-overlap: 10.1.0.0/16'])
})

test('a part of the other site is an overlap as well, either way round', () => {
  expect(withSubnet('10.1.128.0/17')).toEqual(['selector-overlap: 10.1.128.0/17'])
  expect(withSubnet('10.0.0.0/15')).toEqual(['selector-overlap: 10.0.0.0/15'])
})

test('neighbours do not overlap', () => {
  expect(withSubnet('10.2.0.0/16')).toEqual([])
})

test('a subnet must not cover the address that the tunnel itself speaks from', () => {
  expect(
    complaints({
      private: ['10.0.0.0/8', '172.16.0.0/12'],
      ...gatewayWith('south', { networks: { web: { subnet: '172.16.0.0/24' } } }),
    }),
  ).toEqual(['selector-overlap: 172.16.0.0/24', 'selector-overlap: 172.16.0.0/24'])
})

test('a pool inside a site: clients would compete with hosts', () => {
  expect(laptopComplaints(accessWith({ dynamic: '10.1.254.0/24' }))).toEqual([
    'selector-overlap: 10.1.254.0/24',
  ])
  const users = { ada: { address: '10.1.255.100' }, bob: { address: '10.1.255.200' } }
  expect(laptopComplaints(accessWith({ users }))).toEqual(['selector-overlap: laptops'])
})

test("a site with a peer's addresses", () => {
  expect(laptopComplaints(officeWith({ networks: ['10.2.128.0/17'] }))).toEqual([
    'selector-overlap: 10.2.128.0/17',
  ])
})

test('what a hub sums up overlaps nothing', () => {
  const hubs = { branches: { hub: 'north', spokes: ['south'], via: { north: 'vswitch', south: 'eth1' } } }
  expect(complaints({ tunnels: undefined, hubs })).toEqual([])
})

test('a summary must not cover the addresses that gateways speak from', () => {
  const hubs = { branches: { hub: 'north', spokes: ['south'], via: { north: 'vswitch', south: 'eth1' } } }
  const space = ['10.0.0.0/8', '172.16.0.0/12']
  expect(complaints({ tunnels: undefined, hubs, private: space })).toEqual([
    'selector-overlap: branches',
    'selector-overlap: branches',
  ])
  expect(
    complaints({
      tunnels: undefined,
      private: space,
      hubs: { branches: { ...hubs.branches, transit: false } },
    }),
  ).toEqual([])
})

import { expect, test } from 'vitest'
import { accessWith, laptopComplaints, officeWith } from '../../../test/fixtures/laptops.ts'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const withAddress = (address: string) =>
  complaints(gatewayWith('south', { interfaces: { br0: { addresses: [address] } } }))

test('one address on two gateways breaks connections at random', () => {
  expect(withAddress('10.1.0.1/16')).toEqual(['address-duplicate: 10.1.0.1/16'])
})

test('the prefix does not make it another address', () => {
  expect(withAddress('10.1.0.1/24')).toEqual(['address-duplicate: 10.1.0.1/24'])
  expect(withAddress('10.1.0.2/24')).toEqual([])
})

test('two users with one address', () => {
  expect(laptopComplaints(accessWith({ users: { bob: { address: '10.0.255.100' } } }))).toEqual([
    'address-duplicate: 10.0.255.100',
  ])
})

test('a peer that is said to have the address of a gateway', () => {
  expect(laptopComplaints(officeWith({ address: '203.0.113.7' }))).toEqual(['address-duplicate: 203.0.113.7'])
})

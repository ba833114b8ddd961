import { expect, test } from 'vitest'
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

import { expect, test } from 'vitest'
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

import { expect, test } from 'vitest'
import { laptopComplaints, officeWith } from '../../../test/fixtures/laptops.ts'

const withNetworks = (networks: object) => laptopComplaints(officeWith({}, { networks }))

test('a subnet that the peer does not have is refused by it', () => {
  expect(withNetworks({ office: ['192.168.51.0/24'] })).toEqual(['selector-mirror: 192.168.51.0/24'])
  expect(withNetworks({ office: ['192.168.0.0/16'] })).toEqual(['selector-mirror: 192.168.0.0/16'])
})

test('it is said once, wherever the subnet lies', () => {
  expect(withNetworks({ office: ['198.51.100.0/24'] })).toEqual(['selector-mirror: 198.51.100.0/24'])
})

test('a subnet that the gateway does not have', () => {
  expect(withNetworks({ north: ['10.3.0.0/16'] })).toEqual(['selector-mirror: 10.3.0.0/16'])
})

test('a network, or a part of one, is fine', () => {
  expect(withNetworks({ north: ['web'], office: ['192.168.50.0/25'] })).toEqual([])
  expect(withNetworks({ north: ['10.1.4.0/24'] })).toEqual([])
})

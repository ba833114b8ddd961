import { expect, test } from 'vitest'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const withSubnet = (subnet: string) => complaints(gatewayWith('south', { networks: { web: { subnet } } }))

test('an address of the site in place of its subnet is masked in silence', () => {
  expect(withSubnet('10.2.0.1/16')).toEqual(['selector-host-bits: 10.2.0.1/16'])
  expect(withSubnet('10.2.0.0/15')).toEqual([])
})

test('routes and private space are held to the same', () => {
  const routes = [{ to: '172.16.1.1/24', via: '172.16.0.17' }]
  expect(complaints(gatewayWith('north', { interfaces: { vswitch: { routes } } }))).toEqual([
    'selector-host-bits: 172.16.1.1/24',
  ])
  expect(complaints({ private: ['10.0.0.1/8'] })).toEqual(['selector-host-bits: 10.0.0.1/8'])
})

test('IPv6 too', () => {
  const network = (subnet: string) =>
    complaints({
      private: ['10.0.0.0/8', 'fd00::/8'],
      ...gatewayWith('south', { networks: { six: { subnet, interface: 'br0' } } }),
    })
  expect(network('fd00:2::1/64')).toEqual(['selector-host-bits: fd00:2::1/64'])
  expect(network('fd00:2::/64')).toEqual([])
})

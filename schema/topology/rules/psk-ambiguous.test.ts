import { expect, test } from 'vitest'
import { complaints } from '../../../test/fixtures/two-sites.ts'

const between = { north: 'vswitch', south: 'eth1' }

test('two tunnels between two gateways match both secrets', () => {
  expect(complaints({ tunnels: { second: { between } } })).toEqual(['psk-ambiguous: second'])
})

test('a tunnel to a third gateway is another matter', () => {
  const west = { interfaces: { eth1: { managed: false, addresses: ['172.16.0.3/24'] } } }
  const tunnels = { second: { between: { north: 'vswitch', west: 'eth1' } } }
  expect(complaints({ gateways: { west }, tunnels }).filter(text => text.startsWith('psk'))).toEqual([])
})

import { expect, test } from 'vitest'
import { laptopComplaints, sealedFile } from '../../../test/fixtures/laptops.ts'
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

test('two peers that call themselves the same', () => {
  const branch = { address: '203.0.113.10', id: '@office', networks: ['192.168.60.0/24'] }
  const tunnel = { between: { north: 'eth0', branch: null }, secret: 'sealed/branch-psk' }
  const files = { 'secrets/branch-psk.json': sealedFile('psk') }
  const change = (id: string) => ({
    peers: { branch: { ...branch, id } },
    tunnels: { 'north-branch': tunnel },
  })
  expect(laptopComplaints(change('@office'), { files })).toEqual(['psk-ambiguous: north-office'])
  expect(laptopComplaints(change('@branch'), { files })).toEqual([])
})

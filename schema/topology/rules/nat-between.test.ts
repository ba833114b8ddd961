import { expect, test } from 'vitest'
import { complaints, type Written } from '../../../test/fixtures/two-sites.ts'

const north = (vswitch: Written): Written => ({ gateways: { north: { interfaces: { vswitch } } } })
const PUBLIC = { addresses: ['198.51.100.18/28'] }
const peer = (address: string | undefined, own: Written = north(PUBLIC)): Written => ({
  ...own,
  peers: { office: { id: '@office', networks: ['10.9.0.0/16'], ...(address !== undefined && { address }) } },
  tunnels: {
    'north-south': undefined,
    'north-office': { between: { north: 'vswitch', office: null }, secret: 'sealed/office' },
  },
})
const about = (change: Written): string[] => complaints(change).filter(one => one.includes('nat-between'))

test('a gateway on the internet would look for the other one at an address behind its NAT', () => {
  expect(about(north(PUBLIC))).toEqual(['~nat-between: eth1'])
  expect(
    about({
      ...north(PUBLIC),
      gateways: { ...(north(PUBLIC)['gateways'] as Written), south: { nat: true } },
    }),
  ).toEqual(['~nat-between: eth1'])
})

test('two that are both inside, or have a route, reach each other', () => {
  expect(about({})).toEqual([])
  const route = { to: '172.16.0.0/24', via: '198.51.100.17' }
  expect(about(north({ ...PUBLIC, routes: [route] }))).toEqual([])
  expect(about(north({ addresses: ['198.51.100.18/28', '172.16.0.18/24'] }))).toEqual([])
})

test('a peer behind a NAT calls from wherever it is, when nobody says where', () => {
  expect(about(peer('192.168.7.2'))).toEqual(['~nat-between: null'])
  expect(about(peer(undefined))).toEqual([])
  expect(about(peer('203.0.113.9'))).toEqual([])
})

test('a gateway inside may call a peer on the internet', () => {
  expect(about(peer('203.0.113.9', {}))).toEqual([])
})

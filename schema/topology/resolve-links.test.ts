import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { changed, complaints, TWO_SITES, type Written } from '../../test/fixtures/two-sites.ts'
import { formatCidr } from './address.ts'
import { readDocument } from './document/read-document.ts'
import { resolve } from './resolve.ts'
import { readText } from './text/text.ts'

const site = (number: number, extra: Written = {}): Written => ({
  interfaces: {
    eth1: { managed: false, addresses: [`172.16.9.${number}/24`] },
    br0: { managed: false, addresses: [`10.${number}.0.1/16`] },
  },
  networks: { web: { subnet: `10.${number}.0.0/16`, interface: 'br0' } },
  ...extra,
})

/** The topology of TWO_SITES with a change, whatever rules would say of it. */
const resolved = (change: Written) => {
  const { tree } = readText(new Map([['topology.yaml', stringify(changed(TWO_SITES, change))]]))
  if (tree === undefined) throw new Error('the text cannot be read')
  return resolve(readDocument(tree).document, { pki: new Map(), sealed: [], runners: new Map() })
}

const ends = (change: Written) =>
  resolved(change).topology.tunnels.map(({ name, ends }) => [
    name,
    ...ends.map(
      end => `${end.name} ${end.start} ${end.networks.map(({ subnet }) => formatCidr(subnet)).join(' ')}`,
    ),
  ])

const only = (change: Written): Written => ({ tunnels: undefined, ...change })

test('a mesh is a tunnel for each pair, of which one end begins', () => {
  const gateways = { a: site(11), b: site(12), c: site(13) }
  const meshes = { core: { gateways: ['c', 'a', 'b'], via: 'eth1' } }
  expect(ends(only({ gateways, meshes }))).toEqual([
    ['core-a-b', 'a trap|start 10.11.0.0/16', 'b trap 10.12.0.0/16'],
    ['core-a-c', 'a trap|start 10.11.0.0/16', 'c trap 10.13.0.0/16'],
    ['core-b-c', 'b trap|start 10.12.0.0/16', 'c trap 10.13.0.0/16'],
  ])
})

test('the spokes of a hub begin, and reach all of private space through it', () => {
  const gateways = { a: site(11), b: site(12), c: site(13) }
  const hubs = { branches: { hub: 'a', spokes: ['b', 'c'], via: 'eth1' } }
  expect(ends(only({ gateways, hubs }))).toEqual([
    ['branches-b', 'a trap 10.0.0.0/8', 'b trap|start 10.12.0.0/16'],
    ['branches-c', 'a trap 10.0.0.0/8', 'c trap|start 10.13.0.0/16'],
  ])
  expect(ends(only({ gateways, hubs: { branches: { ...hubs.branches, transit: false } } }))[0]).toEqual([
    'branches-b',
    'a trap 10.11.0.0/16',
    'b trap|start 10.12.0.0/16',
  ])
})

test('a peer is called, and calls when nobody knows where it is', () => {
  const peer = { id: '@office', networks: ['192.168.50.0/24'] }
  const tunnel = { between: { south: 'eth1', office: null }, secret: 'sealed/office-psk' }
  const called = (address: Written) =>
    ends(
      only({
        peers: { office: { ...peer, ...address } },
        tunnels: { 'north-south': undefined, office: tunnel },
      }),
    )
  expect(called({ address: '203.0.113.9' })).toEqual([
    ['office', 'office trap 192.168.50.0/24', 'south trap|start 10.2.0.0/16'],
  ])
  expect(called({})).toEqual([['office', 'office trap|start 192.168.50.0/24', 'south none 10.2.0.0/16']])
})

test('a peer cannot derive a key', () => {
  const peers = { office: { address: '203.0.113.9', id: '@office', networks: ['192.168.50.0/24'] } }
  const tunnels = { 'north-south': undefined, office: { between: { south: 'eth1', office: null } } }
  expect(complaints({ private: ['10.0.0.0/8', '192.168.0.0/16'], peers, tunnels })).toContain(
    'secret-underived: office',
  )
})

test('an end brings only what it is told to', () => {
  const networks = { north: ['web'], south: ['10.2.7.0/24'] }
  expect(ends({ tunnels: { 'north-south': { networks } } })).toEqual([
    ['north-south', 'north trap|start 10.1.0.0/16', 'south trap 10.2.7.0/24'],
  ])
  expect(complaints({ tunnels: { 'north-south': { networks: { north: ['wbe'] } } } })).toContain(
    'unknown-reference: wbe',
  )
})

test('laptops are a network of their gateway', () => {
  const users = { alice: { address: '10.9.0.7' } }
  const laptops = {
    gateway: 'north',
    via: 'vswitch',
    id: 'a.example',
    certificate: 'pki/a.crt',
    routes: ['10.0.0.0/8'],
    users,
  }
  expect(ends({ access: { laptops } })).toEqual([
    ['north-south', 'north trap|start 10.9.0.0/24 10.1.0.0/16', 'south trap 10.2.0.0/16'],
  ])
})

test('names that every object has are names as any other', () => {
  const gateways = { constructor: site(11), b: site(12) }
  const meshes = { core: { gateways: ['constructor', 'b'], via: { b: 'eth1' } } }
  expect(resolved(only({ gateways, meshes })).findings.map(({ code }) => code)).toEqual(['missing-key'])
})

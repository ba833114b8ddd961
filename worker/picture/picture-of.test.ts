import { expect, test } from 'vitest'
import { MIXED, pictureIn } from '../../test/fixtures/mixed-network.ts'

const picture = pictureIn(MIXED)
const node = (id: string) => picture.nodes.find(one => one.id === id)
const edge = (id: string) => picture.edges.find(one => one.id === id)

test('a gateway shows what it is, what is behind it, and in which wave it changes', () => {
  expect(node('gateway/arkham')).toMatchObject({
    provider: 'generic',
    daemon: 'swanctl',
    wave: 2,
    networks: [{ name: 'lan', subnet: '10.1.0.0/16' }],
  })
})

test('a gateway that no wave names changes with all others', () => {
  expect(['arkham', 'dunwich', 'kingsport'].map(name => node(`gateway/${name}`))).toMatchObject([
    { wave: 2 },
    { wave: 1 },
    { wave: 2 },
  ])
})

test('a mesh and a hub are the tunnels that they stand for', () => {
  expect(picture.groups).toMatchObject([
    { id: 'hub/branches', hub: 'gateway/arkham', tunnels: 2 },
    { id: 'mesh/core', members: ['gateway/arkham', 'gateway/dunwich', 'gateway/innsmouth'], tunnels: 3 },
  ])
  expect(picture.edges.filter(({ group }) => group === 'hub/branches').map(({ name }) => name)).toEqual([
    'branches-kingsport',
    'branches-ulthar',
  ])
})

test('spokes call their hub, and a peer without an address calls its gateway', () => {
  const caller = (id: string) => edge(id)?.ends.find(({ initiates }) => initiates)?.node
  expect(caller('tunnel/branches-kingsport')).toBe('gateway/kingsport')
  expect(node('peer/bank')).toMatchObject({ address: undefined, identity: '@gw.bank.example' })
})

test('people who dial in are one node with all of them, joined to their gateway', () => {
  expect(node('access/laptops')).toMatchObject({
    users: [
      { name: 'client_a', address: '10.0.255.100' },
      { name: 'client_b', address: '10.0.255.200' },
    ],
  })
  expect(edge('access/laptops')?.ends.map(end => end.node)).toEqual(['gateway/arkham', 'access/laptops'])
})

test('no secret is in it, by name or otherwise', () => {
  expect(JSON.stringify(picture)).not.toMatch(/sealed\/|office-psk|x25519:/)
})

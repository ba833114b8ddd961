import { expect, test } from 'vitest'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const withInterface = (text: object) => complaints(gatewayWith('south', { interfaces: { eth2: text } }))

test('cygnet makes VLANs, and says so about anything else', () => {
  expect(withInterface({})).toEqual(['interface-kind: eth2'])
  expect(withInterface({ vlan: 12 })).toEqual(['interface-kind: eth2'])
  expect(withInterface({ link: 'eth1' })).toEqual(['interface-kind: eth2'])
})

test('a VLAN on a link, or an interface that exists already, are fine', () => {
  expect([...withInterface({ vlan: 12, link: 'eth1' }), ...withInterface({ managed: false })]).toEqual([])
})

test('routes on an interface that is not managed would never be set', () => {
  const routes = [{ to: '172.17.0.0/16', via: '172.16.0.1' }]
  expect(complaints(gatewayWith('south', { interfaces: { eth1: { routes } } }))).toEqual([
    'interface-kind: routes',
  ])
})

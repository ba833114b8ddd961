import { expect, test } from 'vitest'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const withVlan = (vlan: number) => complaints(gatewayWith('north', { interfaces: { vswitch: { vlan } } }))

test('a vSwitch carries no VLAN outside 4000 to 4091', () => {
  expect(withVlan(3999)).toEqual(['vlan-range: 3999'])
  expect(withVlan(4092)).toEqual(['vlan-range: 4092'])
})

test('the first and the last VLAN of a vSwitch are fine', () => {
  expect([...withVlan(4000), ...withVlan(4091)]).toEqual([])
})

test('elsewhere 802.1Q sets the limits: 0 and 4095 are reserved', () => {
  const elsewhere = (vlan: number) =>
    complaints(gatewayWith('north', { provider: 'generic', interfaces: { vswitch: { vlan } } }))
  expect(elsewhere(0)).toEqual(['vlan-range: 0'])
  expect(elsewhere(4095)).toEqual(['vlan-range: 4095'])
  expect([...elsewhere(1), ...elsewhere(4094)]).toEqual([])
})

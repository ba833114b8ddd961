import { expect, test } from 'vitest'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const withMtu = (link: number, vlan: number) =>
  complaints(
    gatewayWith('north', {
      provider: 'generic',
      interfaces: { eth0: { mtu: link }, vswitch: { mtu: vlan } },
    }),
  )

test('the kernel refuses a VLAN that is larger than its link', () => {
  expect(withMtu(1400, 1401)).toEqual(['mtu-parent: 1401'])
})

test('a VLAN as large as its link is fine, jumbo frames too', () => {
  expect([...withMtu(1400, 1400), ...withMtu(9000, 9000)]).toEqual([])
})

test('a VLAN without an MTU has that of its link', () => {
  expect(
    complaints(gatewayWith('north', { provider: 'generic', interfaces: { eth0: { mtu: 1280 } } })),
  ).toEqual([])
})

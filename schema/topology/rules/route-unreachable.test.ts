import { expect, test } from 'vitest'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const withRoute = (via: string, onLink?: boolean) =>
  complaints(
    gatewayWith('north', {
      interfaces: { vswitch: { routes: [{ to: '172.17.0.0/16', via, 'on-link': onLink }] } },
    }),
  )

test('the kernel refuses a next hop outside the subnet', () => {
  expect(withRoute('172.16.0.33')).toEqual(['route-unreachable: 172.16.0.33'])
})

test('inside the subnet, or said to be on the link, it is fine', () => {
  expect([...withRoute('172.16.0.17'), ...withRoute('172.16.0.33', true)]).toEqual([])
})

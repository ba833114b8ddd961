import { expect, test } from 'vitest'
import { complaints, tunnelWith } from '../../../test/fixtures/two-sites.ts'

test('UDP forced on both ends costs bytes for nothing', () => {
  expect(complaints(tunnelWith({ encap: 'on' }))).toEqual(['~encap-needless: on'])
})

test('two gateways behind NATs both need it', () => {
  expect(complaints({ gateways: { north: { nat: true }, south: { nat: true } } })).toEqual([])
})

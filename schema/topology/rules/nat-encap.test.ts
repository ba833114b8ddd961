import { expect, test } from 'vitest'
import { complaints, tunnelWith } from '../../../test/fixtures/two-sites.ts'

const behindNat = (encap: string) => ({ ...tunnelWith({ encap }), gateways: { south: { nat: true } } })

test('ESP without UDP does not pass a NAT that nobody noticed', () => {
  expect(complaints(behindNat('off'))).toEqual(['nat-encap: off'])
})

test('auto forces it, and without a NAT off is fine', () => {
  expect(complaints(behindNat('auto'))).toEqual([])
  expect(complaints(tunnelWith({ encap: 'off' }))).toEqual([])
})

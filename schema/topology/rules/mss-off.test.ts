import { expect, test } from 'vitest'
import { complaints, tunnelWith } from '../../../test/fixtures/two-sites.ts'

const withMss = (mss: number | string) => complaints(tunnelWith({ mss }))

test('without clamping, long answers hang wherever ICMP is filtered', () => {
  expect(withMss('off')).toEqual(['~mss-off: off'])
})

test('a number counts as long as it fits: 1326 bytes remain of 1400 inside AES-CBC, 40 of them headers', () => {
  expect(withMss(1286)).toEqual([])
  expect(withMss(1287)).toEqual(['~mss-off: 1287'])
})

test('UDP and the worst of the proposals count', () => {
  const gcm = { esp: ['aes256gcm16-ecp384'] }
  expect(complaints(tunnelWith({ ...gcm, mss: 1306 }))).toEqual([])
  expect(complaints(tunnelWith({ ...gcm, mss: 1307 }))).toEqual(['~mss-off: 1307'])
  const behindNat = (mss: number) => ({ ...tunnelWith({ ...gcm, mss }), gateways: { south: { nat: true } } })
  expect(complaints(behindNat(1298))).toEqual([])
  expect(complaints(behindNat(1299))).toEqual(['~mss-off: 1299'])
})

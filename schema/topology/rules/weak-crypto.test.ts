import { expect, test } from 'vitest'
import { accessWith, laptopComplaints } from '../../../test/fixtures/laptops.ts'
import { complaints, tunnelWith } from '../../../test/fixtures/two-sites.ts'

const withIke = (...ike: string[]) => complaints(tunnelWith({ ike }))

test.each([
  'aes256-sha1-modp2048',
  'aes256-md5-modp2048',
  'aes256-sha256-modp1024',
  'aes256-sha256-modp1536',
  '3des-sha256-modp2048',
  'aes256gcm16-prfsha1-ecp384',
  'null-sha256-modp2048',
])('%s protects nothing any more', proposal => {
  expect(withIke(proposal)).toEqual([`weak-crypto: ${proposal}`])
})

test('a weak proposal is found behind a strong one: the peer chooses', () => {
  expect(withIke('aes256gcm16-prfsha384-ecp384', 'aes128-sha1-modp2048')).toEqual([
    'weak-crypto: aes128-sha1-modp2048',
  ])
})

test('ESP is held to the same', () => {
  expect(complaints(tunnelWith({ esp: ['aes256-sha1'] }))).toEqual(['weak-crypto: aes256-sha1'])
})

test('what old peers speak is still allowed', () => {
  expect(withIke('aes256-sha256-modp2048', 'aes128gcm16-prfsha256-curve25519')).toEqual([])
})

test('people who dial in are held to the same, however old their laptop is', () => {
  const ike = ['aes256-sha256-modp2048', 'aes256-sha1-modp1024']
  expect(laptopComplaints(accessWith({ ike }))).toEqual(['weak-crypto: aes256-sha1-modp1024'])
})

import { expect, test } from 'vitest'
import { accessWith, laptopComplaints, laptopProblems } from '../../../test/fixtures/laptops.ts'
import type { Written } from '../../../test/fixtures/two-sites.ts'

const offering = (change: Written, clients: readonly string[]) =>
  laptopComplaints(accessWith({ ...change, clients }))

test('an iPhone configured by hand has one proposal', () => {
  expect(offering({ ike: ['aes256gcm16-prfsha384-ecp384'] }, ['apple'])).toEqual(['client-proposals: ike'])
  expect(offering({ ike: ['aes256gcm16-prfsha384-ecp384', 'aes256-sha256-modp2048'] }, ['apple'])).toEqual([])
})

test('it knows no PFS, and is cut off at the first rekey of who insists on it', () => {
  expect(offering({ esp: ['aes256-sha256-modp2048'] }, ['apple'])).toEqual(['client-proposals: esp'])
  expect(offering({ esp: ['aes256-sha256-modp2048', 'aes256-sha256'] }, ['apple'])).toEqual([])
})

test('Windows can be taught better, and no ChaCha20', () => {
  expect(offering({ ike: ['aes256gcm16-prfsha384-ecp384'] }, ['windows'])).toEqual([])
  expect(offering({ ike: ['chacha20poly1305-prfsha256-x25519'] }, ['windows'])).toEqual([
    'client-proposals: ike',
  ])
})

test('strongSwan on phones and laptops speaks everything', () => {
  expect(offering({ ike: ['chacha20poly1305-prfsha256-x25519'] }, ['android', 'linux'])).toEqual([])
})

test('where every device has a profile it may be allowed', () => {
  const allow = { 'client-proposals': 'every Mac and iPhone has the profile that cygnet made' }
  const change = accessWith({ ike: ['aes256gcm16-prfsha384-ecp384'], clients: ['apple'], allow })
  expect(laptopProblems(change).map(({ severity }) => severity)).toEqual(['info'])
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHILD_KINDS, IKE_KINDS, meet, REKEY_KINDS } from './negotiation.ts'

test('one thing of each kind has to be common', () => {
  expect(meet(['aes128-aes256-sha256-modp2048'], ['aes256-sha512-sha256-ecp256-modp2048'], IKE_KINDS)).toBe(
    true,
  )
  expect(meet(['aes128-sha256-modp2048'], ['aes256-sha256-modp2048'], IKE_KINDS)).toBe(false)
  expect(meet(['aes256-sha256-modp2048'], ['aes256-sha256-ecp256'], IKE_KINDS)).toBe(false)
})

test('what two proposals have together helps nobody: one of them has to do', () => {
  expect(
    meet(['aes256-sha256-modp2048', 'aes128-sha512-ecp256'], ['aes256-sha512-modp2048'], IKE_KINDS),
  ).toBe(false)
})

test('a CHILD SA comes up without a key exchange, and is not rekeyed without one', () => {
  expect(meet(['aes256-sha256-modp2048'], ['aes256-sha256'], CHILD_KINDS)).toBe(true)
  expect(meet(['aes256-sha256-modp2048'], ['aes256-sha256'], REKEY_KINDS)).toBe(false)
})

test('one algorithm has several names', () => {
  expect(meet(['aes-sha2_256-x25519'], ['aes128-sha256-curve25519'], IKE_KINDS)).toBe(true)
  expect(meet(['aes256gcm128-ecp384'], ['aes256gcm16-ecp384'], REKEY_KINDS)).toBe(true)
  expect(meet(['aes256gcm64-ecp384'], ['aes256gcm16-ecp384'], REKEY_KINDS)).toBe(false)
})

const proposal = fc
  .tuple(
    fc.constantFrom('aes128', 'aes256', 'aes256gcm16', 'chacha20poly1305'),
    fc.constantFrom('sha256', 'sha512'),
    fc.constantFrom('modp2048', 'ecp384', 'curve25519'),
  )
  .map(words => words.join('-'))
const proposals = fc.array(proposal, { minLength: 1, maxLength: 4 })

test('both ends come to the same result, and everybody meets themselves', () => {
  fc.assert(
    fc.property(proposals, proposals, (ours, theirs) => {
      expect(meet(ours, theirs, IKE_KINDS)).toBe(meet(theirs, ours, IKE_KINDS))
      expect(meet(ours, [...theirs, ...ours], IKE_KINDS)).toBe(true)
    }),
  )
})

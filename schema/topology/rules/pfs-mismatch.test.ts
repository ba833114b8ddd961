import { expect, test } from 'vitest'
import { laptopComplaints, officeWith } from '../../../test/fixtures/laptops.ts'

const esp = (theirs: string, ours: string) => laptopComplaints(officeWith({ esp: [theirs] }, { esp: [ours] }))

test('another key exchange shows an hour later', () => {
  expect(esp('aes256-sha256-modp2048', 'aes256-sha256-ecp384')).toEqual(['pfs-mismatch: esp'])
})

test('so does one on one side only', () => {
  expect(esp('aes256-sha256', 'aes256-sha256-modp2048')).toEqual(['pfs-mismatch: esp'])
  expect(esp('aes256-sha256-modp2048', 'aes256-sha256')).toEqual(['pfs-mismatch: esp'])
})

test('the same exchange on both sides, or none, is fine', () => {
  expect(esp('aes256-sha256-modp2048', 'aes256-sha256-ecp384-modp2048')).toEqual([])
  expect(esp('aes256-sha256', 'aes256-sha256')).toEqual([])
})

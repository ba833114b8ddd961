import { expect, test } from 'vitest'
import { laptopComplaints, sealedFile } from '../../../test/fixtures/laptops.ts'

const withBits = (bits: number) =>
  laptopComplaints({}, { files: { 'secrets/office-psk.json': sealedFile('psk', undefined, { bits }) } })

test('a key that a dictionary holds', () => {
  expect(withBits(127)).toEqual(['psk-weak: sealed/office-psk'])
})

test('128 bits are enough', () => {
  expect(withBits(128)).toEqual([])
})

test('a password is typed by people, and only ever tried against the gateway: it is not held to this', () => {
  expect(
    laptopComplaints({}, { files: { 'secrets/ada.json': sealedFile('password', undefined, { bits: 40 }) } }),
  ).toEqual([])
})

import { expect, test } from 'vitest'
import { accessWith, laptopComplaints } from '../../../test/fixtures/laptops.ts'

const withId = (id: string) => laptopComplaints(accessWith({ id }))

test('clients look for a name that the certificate does not hold', () => {
  expect(withId('vpn.example.com')).toEqual(['cert-san: pki/ipsec.example.com.crt'])
  expect(withId('203.0.113.8')).toEqual(['cert-san: pki/ipsec.example.com.crt'])
})

test('a name and an address that it holds are fine, however they are written', () => {
  expect(withId('IPsec.example.com')).toEqual([])
  expect(withId('203.0.113.7')).toEqual([])
  expect(withId('2001:DB8:0::7')).toEqual([])
})

import { expect, test } from 'vitest'
import { laptopComplaints } from '../../../test/fixtures/laptops.ts'
import { aboutCertificate } from '../../../test/fixtures/rule-findings.ts'
import { certExpiry } from './cert-expiry.ts'

const DAY = 86_400
const NOW = Date.UTC(2027, 0, 1) / 1000
const ending = (notAfter: number, notBefore = NOW - DAY) =>
  aboutCertificate(certExpiry, { notBefore, notAfter }, NOW)

test('an expired certificate, to the second', () => {
  expect(ending(NOW)).toEqual(['error: access.laptops.certificate'])
  expect(ending(NOW - 400 * DAY)).toEqual(['error: access.laptops.certificate'])
})

test('a month before, somebody should know', () => {
  expect(ending(NOW + 30 * DAY - 1)).toEqual(['warning: access.laptops.certificate'])
  expect(ending(NOW + 1)).toEqual(['warning: access.laptops.certificate'])
  expect(ending(NOW + 30 * DAY)).toEqual([])
})

test('one that is not valid yet', () => {
  expect(ending(NOW + 400 * DAY, NOW + 1)).toEqual(['error: access.laptops.certificate'])
})

test('without a clock nothing is said: the same text gives the same bundles on any day', () => {
  expect(aboutCertificate(certExpiry, { notAfter: 0 })).toEqual([])
})

test('the clock is handed in by whoever reads', () => {
  expect(laptopComplaints({}, { now: new Date('2026-12-24') })).toEqual([])
  expect(laptopComplaints({}, { now: new Date('2029-01-20') })).toEqual([
    '~cert-expiry: pki/ipsec.example.com.crt',
  ])
  expect(laptopComplaints({}, { now: new Date('2040-01-01') })).toEqual([
    'cert-expiry: laptops',
    'cert-expiry: pki/ipsec.example.com.crt',
  ])
})

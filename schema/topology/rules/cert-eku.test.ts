import { expect, test } from 'vitest'
import { aboutCertificate } from '../../../test/fixtures/rule-findings.ts'
import { certEku } from './cert-eku.ts'

test('a certificate that is not for servers', () => {
  expect(aboutCertificate(certEku, { serverAuth: false })).toEqual(['error: access.laptops.certificate'])
})

test('serverAuth is enough', () => {
  expect(aboutCertificate(certEku, { serverAuth: true })).toEqual([])
})

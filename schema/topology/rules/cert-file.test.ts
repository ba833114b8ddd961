import { expect, test } from 'vitest'
import { accessWith, certificateFile, laptopComplaints } from '../../../test/fixtures/laptops.ts'

const CERTIFICATE = 'pki/ipsec.example.com.crt'
const withFile = (path: string, text: string | undefined) => laptopComplaints({}, { files: { [path]: text } })

test('a certificate that is not there, or is none', () => {
  expect(withFile(CERTIFICATE, undefined)).toEqual([`cert-file: ${CERTIFICATE}`])
  expect(withFile(CERTIFICATE, 'not PEM')).toEqual([`cert-file: ${CERTIFICATE}`])
})

test('an authority that is named and not there', () => {
  expect(laptopComplaints(accessWith({ authority: 'pki/other.crt' }))).toEqual(['cert-file: pki/other.crt'])
})

test('a certificate that the authority beside it did not issue', () => {
  expect(withFile(CERTIFICATE, certificateFile('authority'))).toContain(`cert-san: ${CERTIFICATE}`)
  expect(withFile('pki/ca.crt', certificateFile('server-rsa'))).toEqual(['cert-file: laptops'])
})

test('without an authority in the repository clients have it from elsewhere', () => {
  expect(withFile('pki/ca.crt', undefined)).toEqual([])
})

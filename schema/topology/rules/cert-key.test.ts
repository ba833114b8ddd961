import { expect, test } from 'vitest'
import { accessWith, certificateFile, laptopComplaints } from '../../../test/fixtures/laptops.ts'
import { aboutCertificate } from '../../../test/fixtures/rule-findings.ts'
import type { Written } from '../../../test/fixtures/two-sites.ts'
import { certKey } from './cert-key.ts'

const served = (name: 'server-ecdsa' | 'server-ed25519', change: Written) =>
  laptopComplaints(accessWith(change), { files: { 'pki/ipsec.example.com.crt': certificateFile(name) } })
const FOUND = 'cert-key: pki/ipsec.example.com.crt'

test('an ECDSA certificate for an iPhone', () => {
  expect(served('server-ecdsa', {})).toEqual([FOUND])
  expect(served('server-ecdsa', { clients: ['windows', 'android'] })).toEqual([])
})

test('an EdDSA certificate for Windows', () => {
  expect(served('server-ed25519', { clients: ['windows'] })).toEqual([FOUND])
  expect(served('server-ed25519', { clients: ['linux', 'android'] })).toEqual([])
})

test('where every device has a profile, ECDSA may be allowed', () => {
  const allow = { 'cert-key': 'every iPhone here has the profile that cygnet made' }
  expect(served('server-ecdsa', { allow })).toEqual([FOUND])
  const [problem] = [aboutCertificate(certKey, { key: { kind: 'rsa', bits: 1024 } })]
  expect(problem).toEqual(['error: access.laptops.certificate'])
})

test('an RSA key of 2048 bits is the least', () => {
  expect(aboutCertificate(certKey, { key: { kind: 'rsa', bits: 2047 } })).toHaveLength(1)
  expect(aboutCertificate(certKey, { key: { kind: 'rsa', bits: 2048 } })).toEqual([])
})

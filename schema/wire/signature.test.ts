import { assert, property, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from './base64.ts'
import { publicKeyOf, signingKey, verifies } from './ed25519.ts'
import type { Report } from './report.ts'
import { reportVerifies, signReport } from './signature.ts'

const seed = new Uint8Array(32).fill(7)
const key = toBase64(publicKeyOf(seed))
const report: Report = {
  cygnet: 1,
  network: 'miskatonic',
  gateway: 'rlyeh',
  counter: 3,
  at: '2026-03-01T12:00:00Z',
  outcome: 'committed',
  bundle: 'ab'.repeat(32),
  children: [],
  runner: '0.1.0',
}

describe('a signed report', () => {
  test("verifies with the gateway's key, whatever order its keys travelled in", () => {
    const signed = signReport(report, seed)
    expect(reportVerifies(signed, key)).toBe(true)
    const turned = { ...signed, report: { ...signed.report, cygnet: 1 as const } }
    expect(reportVerifies(JSON.parse(JSON.stringify(turned)), key)).toBe(true)
  })

  test('does not verify when anything in it was changed', () => {
    const signed = signReport(report, seed)
    for (const change of [
      { counter: 4 },
      { gateway: 'ulthar' },
      { outcome: 'refused' as const },
      { network: 'arkham' },
    ])
      expect(reportVerifies({ ...signed, report: { ...report, ...change } }, key)).toBe(false)
  })

  test("does not verify with another gateway's key, nor with what is no key or no signature", () => {
    const signed = signReport(report, seed)
    expect(reportVerifies(signed, toBase64(publicKeyOf(new Uint8Array(32).fill(8))))).toBe(false)
    for (const wrong of ['', 'AAAA', '%', `${'A'.repeat(43)}=`])
      expect(reportVerifies(signed, wrong)).toBe(false)
    expect(reportVerifies({ ...signed, signature: 'AAAA' }, key)).toBe(false)
    expect(reportVerifies({ ...signed, signature: '%' }, key)).toBe(false)
  })
})

describe('Ed25519', () => {
  test('signs as RFC 8032 §7.1 says (test 2)', () => {
    const rfc = signingKey(
      Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex'),
    )
    const message = new Uint8Array([0x72])
    const signature = rfc.sign(message)
    expect(Buffer.from(signature).toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    )
    expect(verifies(message, signature, rfc.publicKey)).toBe(true)
    expect(verifies(new Uint8Array([0x73]), signature, rfc.publicKey)).toBe(false)
  })
})

describe('base64', () => {
  test('is what Node makes of it, and comes back', () =>
    assert(
      property(uint8Array({ maxLength: 300 }), bytes => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
        expect(fromBase64(toBase64(bytes))).toEqual(bytes)
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes)
      }),
    ))
})

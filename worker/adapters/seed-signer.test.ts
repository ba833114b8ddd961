import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { seedSigner } from './seed-signer.ts'

const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

describe("the Worker's signing key", () => {
  test('signs what every other Ed25519 verifies', () => {
    const signer = seedSigner(`${Buffer.alloc(32, 5).toString('base64')}\n`)
    const message = Buffer.from('timestamp')
    const key = createPublicKey({ key: Buffer.concat([SPKI, signer.publicKey]), format: 'der', type: 'spki' })
    expect(verify(null, message, key, signer.sign(message))).toBe(true)
  })

  test('is refused without being quoted when it is not 32 bytes of base64', () => {
    for (const wrong of ['', 'c2hvcnQ=', 'secret-that-is-not-base64-at-all-and-long-en'])
      expect(() => seedSigner(wrong)).toThrow(/^the signing key is not base64 of 32 bytes$/)
  })
})

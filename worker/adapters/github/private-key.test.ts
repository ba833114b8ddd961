import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { asPkcs8 } from './private-key.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

test('the key that GitHub hands out becomes the one WebCrypto reads', () => {
  expect(asPkcs8(pkcs1)).toBe(pkcs8)
})

test('a key that is right already stays as it is, also from one line', () => {
  expect(asPkcs8(pkcs8)).toBe(pkcs8)
  expect(asPkcs8(pkcs1.trim().replaceAll('\n', '\\n'))).toBe(pkcs8)
})

test('a public key is refused and never quoted', () => {
  const text = createPublicKey(createPrivateKey(pkcs8)).export({ type: 'spki', format: 'pem' }).toString()
  expect(() => asPkcs8(text)).toThrow('neither PKCS#1 nor PKCS#8')
})

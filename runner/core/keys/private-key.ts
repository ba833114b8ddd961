import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Digest } from '../../../schema/wire/names.ts'
import { digestOf } from '../digest.ts'

/** SHA-256 of a private key's public half as SubjectPublicKeyInfo in DER, by which a held key is named. Undefined for what is no key. */
export const keyDigest = (pem: string): Digest | undefined => {
  const key = privateKeyIn(pem)
  if (key === undefined) return undefined
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return digestOf(spki)
}

/** Whether one of these private keys belongs to the certificate. Undefined when the text holds no certificate. */
export const hasKeyFor = (certificate: string, keys: readonly string[]): boolean | undefined => {
  const found = certificateIn(certificate)
  if (found === undefined) return undefined
  return keys.some(pem => {
    const key = privateKeyIn(pem)
    return key !== undefined && found.checkPrivateKey(key)
  })
}

/** Whether the text is a private key in PEM without a passphrase. */
export const isPrivateKey = (pem: string): boolean => privateKeyIn(pem) !== undefined

/** The parser's own error is dropped: it may quote what it read. */
const privateKeyIn = (pem: string): KeyObject | undefined => {
  try {
    return createPrivateKey({ key: pem, format: 'pem' })
  } catch {
    return undefined
  }
}

const certificateIn = (pem: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

import { createPublicKey, generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto'
import { CommandError } from '../command-error.ts'

/** Keys that every client family can check; RSA is the one that Apple devices configured by hand want. */
export const KEY_KINDS = ['rsa-3072', 'rsa-4096', 'ecdsa-p256', 'ecdsa-p384'] as const

export type KeyKind = (typeof KEY_KINDS)[number]

/** A new private key. */
export const makeKey = (kind: KeyKind): KeyObject => {
  if (kind === 'rsa-3072' || kind === 'rsa-4096')
    return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa-3072' ? 3072 : 4096 }).privateKey
  return generateKeyPairSync('ec', { namedCurve: kind === 'ecdsa-p256' ? 'P-256' : 'P-384' }).privateKey
}

/** PKCS#8 in PEM, unencrypted: only for what is sealed at once. */
export const pemOf = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString()

/** The public half, as SubjectPublicKeyInfo in DER. */
export const spkiOf = (key: KeyObject): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(createPublicKey(key).export({ format: 'der', type: 'spki' }))

/** How this key signs (RFC 5280 §4.1.1.2), in the words of the Web's crypto: with SHA-384 on P-384, else SHA-256. */
export type Signing =
  | { readonly name: 'RSASSA-PKCS1-v1_5'; readonly hash: 'SHA-256' }
  | { readonly name: 'ECDSA'; readonly namedCurve: 'P-256' | 'P-384'; readonly hash: 'SHA-256' | 'SHA-384' }

/** How a private key signs. Throws a CommandError for a kind that clients cannot check. */
export const signingOf = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Signing => {
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048)
    return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const curve = asymmetricKeyDetails?.namedCurve
  if (curve === 'prime256v1') return { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  if (curve === 'secp384r1') return { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' }
  throw new CommandError(
    'unreadable',
    'not every client can check what this key signs',
    'use RSA of 2048 bits or more, or ECDSA on P-256 or P-384',
  )
}

/** The private key as the Web's crypto signs with it. */
export const signingKeyOf = (key: KeyObject): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', key.export({ format: 'der', type: 'pkcs8' }), signingOf(key), false, [
    'sign',
  ])

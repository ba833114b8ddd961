import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Key } from '@tufjs/models'
import { digestOf } from '../digest.ts'
import type { Policy } from './policy.ts'

/** A public key that may count towards a threshold. */
export interface PublicKey {
  /** SHA-256 of its SubjectPublicKeyInfo: the same for one key, however it is written and under whatever id. */
  readonly identity: string
  /** False for anything that is no signature of this key, also for what is no hex; never throws. */
  readonly verifies: (message: Uint8Array, signature: string) => boolean
}

/** Bytes of PEM or hex; the largest key that counts is RSA with 8192 bits. */
const MAX_CHARACTERS = 4096
const RSA_BITS = { least: 2048, most: 8192 }

/** What stands before the 32 bytes of an Ed25519 key in SPKI (RFC 8410 §4). */
const ED25519_SPKI = '302a300506032b6570032100'

/** The key as the policy counts it; undefined when it does not count: another type or scheme, or no key at all. */
export const publicKeyOf = (key: Key, policy: Policy): PublicKey | undefined => {
  const text = key.keyVal['public'] ?? ''
  if (text.length > MAX_CHARACTERS) return undefined
  if (policy.keys === 'ed25519-hex' && !/^[0-9a-f]{64}$/.test(text)) return undefined
  const scheme = schemes[`${key.keyType} ${key.scheme}`]
  if (scheme === undefined || (policy.keys === 'ed25519-hex' && key.keyType !== 'ed25519')) return undefined
  const read = readKey(text, scheme)
  return read && publicKey(read, scheme)
}

interface Scheme {
  readonly digest: 'sha256' | 'sha384' | 'sha512' | null
  readonly padding?: number
  readonly isOf: (key: KeyObject) => boolean
}

const ed25519: Scheme = { digest: null, isOf: key => key.asymmetricKeyType === 'ed25519' }

const curve = (name: string, digest: Scheme['digest']): Scheme => ({
  digest,
  isOf: key => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === name,
})

const rsa = (digest: Scheme['digest'], padding: number): Scheme => ({
  digest,
  padding,
  isOf: key => {
    const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
    const fits = modulusLength >= RSA_BITS.least && modulusLength <= RSA_BITS.most
    // A huge exponent only burns the CPU.
    return key.asymmetricKeyType === 'rsa' && fits && publicExponent > 2n && publicExponent < 2n ** 33n
  },
})

const { RSA_PKCS1_PADDING: PKCS1, RSA_PKCS1_PSS_PADDING: PSS } = constants
const p256 = curve('prime256v1', 'sha256')
const p384 = curve('secp384r1', 'sha384')

/** By key type and scheme (TUF §4.2.1, with the names that other implementations write). */
const schemes: Readonly<Record<string, Scheme | undefined>> = {
  'ed25519 ed25519': ed25519,
  'ecdsa ecdsa-sha2-nistp256': p256,
  'ecdsa-sha2-nistp256 ecdsa-sha2-nistp256': p256,
  'ecdsa ecdsa-sha2-nistp384': p384,
  'ecdsa-sha2-nistp384 ecdsa-sha2-nistp384': p384,
  'rsa rsassa-pss-sha256': rsa('sha256', PSS),
  'rsa rsassa-pss-sha384': rsa('sha384', PSS),
  'rsa rsassa-pss-sha512': rsa('sha512', PSS),
  'rsa rsa-pkcs1v15-sha256': rsa('sha256', PKCS1),
  'rsa rsa-pkcs1v15-sha384': rsa('sha384', PKCS1),
  'rsa rsa-pkcs1v15-sha512': rsa('sha512', PKCS1),
}

const readKey = (text: string, scheme: Scheme): KeyObject | undefined => {
  try {
    const key = text.startsWith('-----BEGIN PUBLIC KEY-----')
      ? createPublicKey(text)
      : ed25519Of(text, scheme)
    return key && scheme.isOf(key) ? key : undefined
  } catch {
    return undefined
  }
}

const ed25519Of = (text: string, scheme: Scheme): KeyObject | undefined =>
  scheme === ed25519 && /^[0-9a-fA-F]{64}$/.test(text)
    ? createPublicKey({ key: Buffer.from(ED25519_SPKI + text, 'hex'), format: 'der', type: 'spki' })
    : undefined

const publicKey = (key: KeyObject, { digest, padding }: Scheme): PublicKey => ({
  identity: digestOf(key.export({ format: 'der', type: 'spki' })),
  verifies: (message, signature) => {
    if (!/^([0-9a-fA-F]{2})+$/.test(signature)) return false
    try {
      return verify(
        digest,
        message,
        padding === undefined ? key : { key, padding },
        Buffer.from(signature, 'hex'),
      )
    } catch {
      return false
    }
  },
})

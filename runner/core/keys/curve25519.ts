import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject, sign } from 'node:crypto'

// OpenSSL's, not JavaScript's: the service has no compiler (ADR 0102), and without one a multiplication takes a hundred times as long.

/** What stands before the 32 bytes of a private key in PKCS#8, and of a public one in SPKI (RFC 8410 §4 and §7). */
const PKCS8 = { x25519: '302e020100300506032b656e04220420', ed25519: '302e020100300506032b657004220420' }
const SPKI = { x25519: '302a300506032b656e032100' }

const der = (prefix: string, key: Uint8Array): Buffer => Buffer.concat([Buffer.from(prefix, 'hex'), key])

const privateKey = (curve: keyof typeof PKCS8, key: Uint8Array): KeyObject =>
  createPrivateKey({ key: der(PKCS8[curve], key), format: 'der', type: 'pkcs8' })

const publicHalf = (key: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))

/** The public half (32 bytes) of an X25519 secret (32 bytes, RFC 7748 §6.1). */
export const x25519PublicKey = (secret: Uint8Array): Uint8Array => publicHalf(privateKey('x25519', secret))

/** What two X25519 keys (32 bytes each) have in common, 32 bytes. Undefined for a peer's point of small order, with which anybody has it. */
export const x25519Shared = (secret: Uint8Array, peer: Uint8Array): Uint8Array | undefined => {
  const key = createPublicKey({ key: der(SPKI.x25519, peer), format: 'der', type: 'spki' })
  try {
    return new Uint8Array(diffieHellman({ privateKey: privateKey('x25519', secret), publicKey: key }))
  } catch {
    return undefined
  }
}

/** The public half (32 bytes) of an Ed25519 seed (32 bytes, RFC 8032 §5.1.5). */
export const ed25519PublicKey = (seed: Uint8Array): Uint8Array => publicHalf(privateKey('ed25519', seed))

/** The signature (64 bytes) of a message under an Ed25519 seed (32 bytes, RFC 8032 §5.1.6). */
export const ed25519Signature = (seed: Uint8Array, message: Uint8Array): Uint8Array =>
  new Uint8Array(sign(null, message, privateKey('ed25519', seed)))

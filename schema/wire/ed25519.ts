import nacl from 'tweetnacl'

/** An Ed25519 key that signs (RFC 8032). */
export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** A detached signature (64 bytes) over the bytes as they are. */
  readonly sign: (bytes: Uint8Array) => Uint8Array
}

/** The key that follows from a seed of 32 bytes. Throws when the seed has another length. */
export const signingKey = (seed: Uint8Array): SigningKey => {
  const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(seed)
  return { publicKey, sign: bytes => nacl.sign.detached(bytes, secretKey) }
}

/** The public key (32 bytes) of a seed, in the few places that need nothing else of it. */
export const publicKeyOf = (seed: Uint8Array): Uint8Array => signingKey(seed).publicKey

/** True when the signature is this key's over exactly these bytes; false, never an error, on malformed input. */
export const verifies = (bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean =>
  signature.length === nacl.sign.signatureLength &&
  publicKey.length === nacl.sign.publicKeyLength &&
  nacl.sign.detached.verify(bytes, signature, publicKey)

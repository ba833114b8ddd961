import nacl from 'tweetnacl'

/** The public key (32 bytes) of an Ed25519 seed (32 bytes, RFC 8032 §5.1.5). Throws when the seed has another length. */
export const publicKeyOf = (seed: Uint8Array): Uint8Array => nacl.sign.keyPair.fromSeed(seed).publicKey

/** A detached Ed25519 signature (64 bytes) over the bytes as they are. */
export const signBytes = (bytes: Uint8Array, seed: Uint8Array): Uint8Array =>
  nacl.sign.detached(bytes, nacl.sign.keyPair.fromSeed(seed).secretKey)

/** True when the signature is this key's over exactly these bytes; false, never an error, on malformed input. */
export const verifies = (bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean =>
  signature.length === nacl.sign.signatureLength &&
  publicKey.length === nacl.sign.publicKeyLength &&
  nacl.sign.detached.verify(bytes, signature, publicKey)

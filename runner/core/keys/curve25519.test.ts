import nacl from 'tweetnacl'
import { expect, test } from 'vitest'
import { ed25519PublicKey, ed25519Signature, x25519PublicKey, x25519Shared } from './curve25519.ts'

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
const hex = (found: Uint8Array | undefined): string | undefined => found && Buffer.from(found).toString('hex')

test('Diffie-Hellman of RFC 7748 §6.1', () => {
  const bob = bytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb')
  const alice = bytes('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a')
  expect(hex(x25519PublicKey(bob))).toBe('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')
  expect(hex(x25519Shared(bob, alice))).toBe(
    '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
  )
})

test('what the other side computes with another library is the same', () => {
  for (let times = 0; times < 20; times++) {
    const [mine, theirs] = [nacl.box.keyPair(), nacl.box.keyPair()]
    expect(x25519PublicKey(mine.secretKey)).toEqual(mine.publicKey)
    expect(x25519Shared(mine.secretKey, theirs.publicKey)).toEqual(
      nacl.scalarMult(theirs.secretKey, mine.publicKey),
    )
    const { publicKey, secretKey } = nacl.sign.keyPair()
    const [seed, message] = [secretKey.subarray(0, 32), nacl.randomBytes(times)]
    expect(ed25519PublicKey(seed)).toEqual(publicKey)
    expect(ed25519Signature(seed, message)).toEqual(nacl.sign.detached(message, secretKey))
  }
})

test('a point of small order has nothing in common with anybody', () => {
  expect(x25519Shared(nacl.randomBytes(32), new Uint8Array(32))).toBeUndefined()
})

import * as fc from 'fast-check'
import nacl from 'tweetnacl'
import { describe, expect, test } from 'vitest'
import { fromBase64, toBase64 } from './base64.ts'
import { SealedSecret } from './bundle-secret.ts'
import { canonicalBytes } from './canonical.ts'
import { MAX_BOX_LENGTH, open, SEALED_SIZES, type SealedAs, SealedError, seal } from './sealed.ts'

const gateway = nacl.box.keyPair.fromSecretKey(new Uint8Array(32).fill(7))
const other = nacl.box.keyPair.fromSecretKey(new Uint8Array(32).fill(8))
const to = toBase64(gateway.publicKey)
const psk: SealedAs = { network: 'miskatonic', name: 'office-psk', holds: 'psk' }
const value = new TextEncoder().encode('that is not dead which can eternal lie')

/** The code with which the work is refused. */
const refusal = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    if (error instanceof SealedError) return error.code
    throw error
  }
}

/** A box with any plaintext in it: what an attacker can make, who knows the public key as everybody does. */
const boxWith = (plaintext: Uint8Array): string => {
  const ephemeral = nacl.box.keyPair()
  const nonce = nacl.randomBytes(24)
  const sealed = nacl.box(plaintext, nonce, gateway.publicKey, ephemeral.secretKey)
  return toBase64(Uint8Array.from([...ephemeral.publicKey, ...nonce, ...sealed]))
}

describe('what is sealed to a gateway', () => {
  test('opens there and nowhere else', () => {
    const box = seal(to, psk, value)
    expect(open(gateway.secretKey, psk, box)).toEqual(value)
    expect(refusal(() => open(other.secretKey, psk, box))).toBe('not-for-this-key')
  })

  test('is never the same twice, unless the randomness is', () => {
    expect(seal(to, psk, value)).not.toBe(seal(to, psk, value))
    const counted = (length: number) => new Uint8Array(length).fill(1)
    expect(seal(to, psk, value, counted)).toBe(seal(to, psk, value, counted))
  })

  test('has the form that the protocol writes down', () => {
    const box = fromBase64(seal(to, psk, value, length => new Uint8Array(length).fill(1)))
    const plaintext = nacl.box.open(
      box.subarray(56),
      box.subarray(32, 56),
      box.subarray(0, 32),
      gateway.secretKey,
    )
    expect(new TextDecoder().decode(plaintext ?? undefined)).toBe(
      `{"cygnet":"sealed-1","holds":"psk","name":"office-psk","network":"miskatonic","value":"${toBase64(value)}"}`,
    )
  })

  test('fits into a bundle, the largest key too', () => {
    const body = `${'A'.repeat(64)}\n`.repeat(124)
    const pem = `-----BEGIN PRIVATE KEY-----\n${body}-----END PRIVATE KEY-----\n`
    expect(pem.length).toBeLessThanOrEqual(SEALED_SIZES.key[1])
    const as: SealedAs = { ...psk, name: 'n'.repeat(63), network: 'n'.repeat(31), holds: 'key' }
    const box = seal(to, as, new TextEncoder().encode(pem))
    expect(box.length).toBeLessThanOrEqual(MAX_BOX_LENGTH)
    expect(
      SealedSecret.safeParse({ id: 'a', kind: 'sealed', name: as.name, holds: 'key', box }).success,
    ).toBe(true)
  })
})

describe('a box that was taken elsewhere is refused', () => {
  test.each([
    ['to another network', { network: 'innsmouth' }, 'wrong-network'],
    ['under another name', { name: 'client_a' }, 'wrong-name'],
    ['as another kind of secret', { holds: 'password' }, 'wrong-holds'],
  ] as const)('%s', (_, change, code) => {
    expect(refusal(() => open(gateway.secretKey, { ...psk, ...change }, seal(to, psk, value)))).toBe(code)
  })
})

describe('a box that was tampered with is refused', () => {
  const box = seal(to, psk, value)

  test('each flipped bit, each cut', () => {
    const bytes = fromBase64(box)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const flipped = bytes.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte))
        // The highest bit of an X25519 key means nothing (RFC 7748 §5).
        if (at === 31 && bit === 7) return
        expect(refusal(() => open(gateway.secretKey, psk, toBase64(flipped)))).toBe('not-for-this-key')
        const cut = refusal(() => open(gateway.secretKey, psk, toBase64(bytes.slice(0, at))))
        expect(['malformed', 'not-for-this-key']).toContain(cut)
      }),
    )
  })

  test('any text whatever is refused with a code, at any length', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String({ maxLength: 400 })), text => {
        expect(['malformed', 'not-for-this-key', 'recipient']).toContain(
          refusal(() => open(gateway.secretKey, psk, text)),
        )
      }),
    )
    expect(refusal(() => open(gateway.secretKey, psk, 'A'.repeat(1_000_000)))).toBe('malformed')
  })

  test('a worthless key, with which anybody could open it', () => {
    expect(refusal(() => seal(toBase64(new Uint8Array(32)), psk, value))).toBe('recipient')
    expect(refusal(() => seal('x25519:abc', psk, value))).toBe('recipient')
    const worthless = fromBase64(box).fill(0, 0, 32)
    expect(refusal(() => open(gateway.secretKey, psk, toBase64(worthless)))).toBe('recipient')
  })
})

describe('what is inside is checked like everything from outside', () => {
  const inside = { cygnet: 'sealed-1', ...psk, value: toBase64(value) }
  test.each([
    ['no JSON', new TextEncoder().encode('}')],
    ['not UTF-8', Uint8Array.of(0xff, 0xfe)],
    ['another version', canonicalBytes({ ...inside, cygnet: 'sealed-2' })],
    ['a key too many', canonicalBytes({ ...inside, more: 1 })],
    ['a second byte form', new TextEncoder().encode(JSON.stringify(inside))],
    ['no base64', canonicalBytes({ ...inside, value: '!!!!' })],
    ['base64 with loose bits', canonicalBytes({ ...inside, value: 'AB==' })],
  ])('%s', (_, plaintext) => {
    expect(refusal(() => open(gateway.secretKey, psk, boxWith(plaintext)))).toBe('malformed')
  })

  test('sizes that no such secret has', () => {
    const hash: SealedAs = { ...psk, holds: 'nt-hash' }
    const short = canonicalBytes({ ...inside, holds: 'nt-hash', value: toBase64(new Uint8Array(15)) })
    expect(refusal(() => open(gateway.secretKey, hash, boxWith(short)))).toBe('size')
    expect(refusal(() => seal(to, hash, new Uint8Array(15)))).toBe('size')
    expect(refusal(() => seal(to, psk, new Uint8Array(257)))).toBe('size')
  })

  test('a key that is encrypted, or carries more than a key', () => {
    const key: SealedAs = { ...psk, holds: 'key' }
    const pem = `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n-----END PRIVATE KEY-----\n`
    const encode = (text: string) => new TextEncoder().encode(text)
    expect(open(gateway.secretKey, key, seal(to, key, encode(pem)))).toEqual(encode(pem))
    for (const text of [
      pem.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE'),
      `${pem}include /etc/shadow\n`,
      `\0${pem}`,
    ])
      expect(refusal(() => seal(to, key, encode(text)))).toBe('form')
  })
})

test('no error says anything of the secret', () => {
  const spoken = (work: () => unknown): string => {
    try {
      return String(work())
    } catch (error) {
      return JSON.stringify([String(error), error])
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 300, maxLength: 310 }), bytes => {
      expect(spoken(() => seal(to, psk, bytes))).not.toContain(toBase64(bytes).slice(0, 12))
    }),
  )
})

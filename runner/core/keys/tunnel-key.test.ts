import { createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto'
import { assert, constantFrom, integer, property, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toBase64 } from '../../../schema/wire/base64.ts'
import { x25519PublicKey } from './curve25519.ts'
import { asStrongswanSecret, deriveTunnelKey } from './tunnel-key.ts'

const secretKey = uint8Array({ minLength: 32, maxLength: 32 })
const tunnel = 'rlyeh-ulthar'
const keyFrom = (
  own: Uint8Array,
  other: Uint8Array,
  change: { tunnel?: string; epoch?: number; network?: string } = {},
) =>
  deriveTunnelKey(own, change.network ?? 'miskatonic', {
    tunnel: change.tunnel ?? tunnel,
    epoch: change.epoch ?? 1,
    peer: toBase64(x25519PublicKey(other)),
  })

describe('a tunnel key', () => {
  test('is the same on both ends', () =>
    assert(
      property(secretKey, secretKey, integer({ min: 1, max: 1_000_000 }), (a, b, epoch) => {
        expect(keyFrom(a, b, { epoch })).toEqual(keyFrom(b, a, { epoch }))
      }),
      { numRuns: 25 },
    ))

  test('is another one for every tunnel, epoch, network and pair of gateways', () =>
    assert(
      property(secretKey, secretKey, constantFrom('south', 'north'), (a, b, other) => {
        const keys = [
          keyFrom(a, b),
          keyFrom(a, b, { tunnel: other }),
          keyFrom(a, b, { epoch: 2 }),
          keyFrom(a, b, { network: other }),
          keyFrom(
            a,
            a.map(byte => byte ^ 0xff),
          ),
        ]
        expect(new Set(keys.map(toBase64)).size).toBe(keys.length)
      }),
      { numRuns: 15 },
    ))

  test('is X25519 and HKDF-SHA-256 as the protocol writes them down', () => {
    const [a, b] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
    const privateKey = (raw: Buffer) =>
      createPrivateKey({
        key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), raw]),
        format: 'der',
        type: 'pkcs8',
      })
    const shared = diffieHellman({ privateKey: privateKey(a), publicKey: createPublicKey(privateKey(b)) })
    const info = '{"cygnet":"tunnel-key-1","epoch":1,"network":"miskatonic","tunnel":"rlyeh-ulthar"}'
    expect(Buffer.from(keyFrom(a, b))).toEqual(Buffer.from(hkdfSync('sha256', shared, '', info, 32)))
  })

  test('is not made with a peer key of small order, with which anybody could make it', () => {
    const worthless = [new Uint8Array(32), new Uint8Array(32).map((_, at) => (at === 0 ? 1 : 0))]
    for (const peer of worthless)
      expect(() =>
        deriveTunnelKey(new Uint8Array(32).fill(9), 'miskatonic', { tunnel, epoch: 1, peer: toBase64(peer) }),
      ).toThrow(RangeError)
  })

  test('is handed to strongSwan as 0s and base64, which needs no quotes', () => {
    expect(asStrongswanSecret(new Uint8Array(32))).toBe(`0s${'A'.repeat(43)}=`)
  })
})

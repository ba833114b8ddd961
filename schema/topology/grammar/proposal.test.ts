import { describe, expect, test } from 'vitest'
import { parseProposal } from './proposal.ts'

const faultOf = (text: string, protocol: 'ike' | 'esp') => {
  const parsed = parseProposal(text, protocol)
  return 'code' in parsed ? parsed : undefined
}

describe('what strongSwan takes', () => {
  test.each([
    'aes256gcm16-prfsha384-ecp384',
    'aes256-sha256-modp2048',
    'aes128gcm16-sha256-x25519',
    'chacha20poly1305-prfsha512-curve25519',
  ])('IKE: %s', text => {
    expect(faultOf(text, 'ike')).toBeUndefined()
  })

  test.each([
    'aes256gcm16-ecp384',
    'aes256gcm16',
    'aes256-sha256',
    'aes256-sha512-modp2048-noesn',
    'aes256gcm128-esn-noesn',
  ])('ESP: %s', text => {
    expect(faultOf(text, 'esp')).toBeUndefined()
  })
})

describe('what it refuses when the connection loads, or never agrees on', () => {
  test.each([
    ['ike', 'aes256-sha256', 'no key exchange'],
    ['ike', 'aes256gcm16-ecp384', 'no hash to derive keys with'],
    ['ike', 'aes256-modp2048', 'needs a hash'],
    ['ike', 'sha256-modp2048', 'no cipher'],
    ['ike', 'aes256gcm16-aes256-sha256-ecp384', 'cannot share a proposal'],
    ['esp', 'aes256', 'needs a hash'],
    ['esp', 'aes256gcm16-sha256', 'without a word'],
    ['esp', 'aes256gcm16-prfsha384-ecp384', 'no pseudo-random function'],
  ] as const)('%s: %s', (protocol, text, words) => {
    expect(faultOf(text, protocol)).toMatchObject({
      code: 'proposal',
      message: expect.stringContaining(words),
    })
  })

  test('ML-KEM beside another exchange is a word that some strongSwan knows; a ninth exchange is not', () => {
    expect(faultOf('aes256-sha256-x25519-ke1_mlkem768', 'ike')).toBeUndefined()
    expect(faultOf('aes256-sha256-x25519-ke9_mlkem768', 'ike')?.code).toBe('algorithm-unknown')
    expect(faultOf('aes256-sha256-x25519-ke1_sha256', 'ike')?.code).toBe('algorithm-unknown')
  })

  test('a mistyped word is guessed', () => {
    expect(faultOf('aes256gmc16-ecp384', 'esp')?.hint).toBe('did you mean aes256gcm16?')
  })

  test.each([
    '',
    '-',
    'aes256-',
    'aes256gcm16-ecp384!',
    'AES256-SHA256',
    'aes256-sha256\n',
    'aes256 sha256',
    'default',
    'aes256-sha256,null',
    '__proto__',
    'constructor',
  ])('%j is none', text => {
    expect(faultOf(text, 'esp')?.code).toBe('algorithm-unknown')
  })
})

import { expect, test } from 'vitest'
import { strongest } from './suite.ts'

test.each([
  ['aes256gcm16-ecp384', 'AES-256-GCM · ECP-384'],
  ['aes256-sha256-modp2048', 'AES-256-CBC · SHA-256 · MODP-2048'],
  ['chacha20poly1305-curve25519', 'ChaCha20-Poly1305 · X25519'],
  ['aes128-sha2_512-ecp256bp', 'AES-128-CBC · SHA-512 · ECP-256bp'],
  ['camellia192ctr-aesxcbc-noesn', 'CAMELLIA-192-CTR · aesxcbc'],
])('%s is %s', (esp, label) => {
  expect(strongest([esp, '3des-md5'])).toEqual({ label, weak: false })
})

test('SHA-1 at its best is weak', () => {
  expect(strongest(['aes128-sha1-modp2048'])).toMatchObject({
    label: 'AES-128-CBC · SHA-1 · MODP-2048',
    weak: true,
  })
})

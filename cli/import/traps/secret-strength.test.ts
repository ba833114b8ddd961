import { expect, test } from 'vitest'
import { estimatedBits } from './secret-strength.ts'

const bits = (text: string) => estimatedBits(new TextEncoder().encode(text))

test('words are guessed, whatever joins them', () => {
  for (const text of ['super-secret-psk', 'correct horse battery staple', 'Sommer2024!', 'password'])
    expect(bits(text)).toBeLessThan(64)
})

test('what a machine drew is not', () => {
  expect(bits('q3Zt9vXw0LrB7nKc5HyU2mEs8dPfJg')).toBeGreaterThanOrEqual(128)
  expect(bits('4f9c01ab77e3d2568810fe6b3c9d5a42e7')).toBeGreaterThanOrEqual(128)
  expect(estimatedBits(crypto.getRandomValues(new Uint8Array(24)))).toBeGreaterThanOrEqual(128)
})

test('one letter over and over is worth little, however long', () => {
  expect(bits('a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1')).toBeLessThan(64)
  expect(estimatedBits(new Uint8Array(64).fill(200))).toBeLessThan(64)
})

test('a long line takes no time', () => expect(bits(`${'a'.repeat(200_000)}!!`)).toBeGreaterThan(0))

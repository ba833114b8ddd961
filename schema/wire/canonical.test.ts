import { assert, json, jsonValue, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalBytes, digestOf } from './canonical.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** The same value with the keys of every object in the opposite order. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turned(member)]),
  )
}

describe('the one byte form of a value', () => {
  test('is that of RFC 8785: keys by UTF-16 code units, no white space, shortest escapes', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
    expect(text(canonicalBytes(value))).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
    expect(text(canonicalBytes({ b: [1e21, 0.5, -0], a: '\u0007"\\' }))).toBe(
      '{"a":"\\u0007\\"\\\\","b":[1e+21,0.5,0]}',
    )
  })

  test('does not depend on the order of keys', () =>
    assert(
      property(jsonValue(), value => {
        expect(canonicalBytes(turned(value))).toEqual(canonicalBytes(value))
      }),
    ))

  test('means the same value, and is its own canonical form', () =>
    assert(
      property(json(), written => {
        const bytes = canonicalBytes(JSON.parse(written))
        expect(canonicalBytes(JSON.parse(text(bytes)))).toEqual(bytes)
      }),
    ))

  test('exists for JSON only', () => {
    expect(() => canonicalBytes(undefined)).toThrow(TypeError)
    expect(() => canonicalBytes({ n: Number.NaN })).toThrow(/NaN/)
  })

  test('hashes to the SHA-256 that everybody knows', () => {
    expect(digestOf(new Uint8Array())).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
  })
})

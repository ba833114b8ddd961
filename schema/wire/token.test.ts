import { assert, integer, nat, property, record, stringMatching } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toBase64Url } from './base64.ts'
import { canonicalBytes } from './canonical.ts'
import type { EnrolmentToken } from './enrolment.ts'
import { decodeToken, encodeToken, TokenError } from './token.ts'

const token: EnrolmentToken = {
  network: 'miskatonic',
  gateway: 'rlyeh',
  url: 'https://control.example.net/v1/miskatonic',
  root: 'ab'.repeat(32),
  secret: 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE',
}

const codeOf = (text: string) => {
  try {
    decodeToken(text)
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    expect(JSON.stringify([error.message, error.stack])).not.toContain(token.secret)
    return error.code
  }
  return undefined
}

describe("an enrolment token's text", () => {
  test('comes back as the token that it was', () =>
    assert(
      property(
        record({
          network: stringMatching(/^[a-z][a-z0-9-]{0,30}$/),
          gateway: stringMatching(/^[a-z][a-z0-9-]{0,30}$/),
          url: integer({ min: 1, max: 65_535 }).map(
            port => `https://control.example.net:${port}/v1/miskatonic`,
          ),
          root: stringMatching(/^[0-9a-f]{64}$/),
          secret: stringMatching(/^[A-Za-z0-9_-]{32,128}$/),
        }),
        any => {
          expect(decodeToken(encodeToken(any))).toEqual(any)
        },
      ),
    ))

  test('is one word that needs no quotes in a shell', () => {
    expect(encodeToken(token)).toMatch(/^cygnet1\.[A-Za-z0-9_-]+$/)
  })

  test('is forgiven the white space around it', () => {
    expect(decodeToken(`  ${encodeToken(token)}\n`)).toEqual(token)
  })

  test('is refused when a character is lost or changed', () =>
    assert(
      property(nat(encodeToken(token).length - 1), at => {
        const text = encodeToken(token)
        expect(codeOf(text.slice(0, at) + text.slice(at + 1))).toBeDefined()
        const other = text[at] === 'A' ? 'B' : 'A'
        const changed = text.slice(0, at) + other + text.slice(at + 1)
        // A changed letter inside of a value is another token: the control plane knows it as little.
        expect(codeOf(changed) ?? decodeToken(changed)).not.toEqual(token)
      }),
    ))

  test('is refused when it is none, too long, or holds more than a token does', () => {
    expect(codeOf('')).toBe('not-a-token')
    expect(codeOf('cygnet2.abc')).toBe('not-a-token')
    expect(codeOf(`cygnet1.${'A'.repeat(5000)}`)).toBe('not-a-token')
    expect(codeOf('cygnet1.%%%')).toBe('damaged')
    expect(codeOf(`cygnet1.${toBase64Url(canonicalBytes({ ...token, also: 1 }))}`)).toBe('damaged')
    expect(codeOf(`cygnet1.${toBase64Url(new TextEncoder().encode(JSON.stringify(token)))}`)).toBe('damaged')
  })
})

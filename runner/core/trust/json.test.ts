import { assert, jsonValue, pre, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_DEPTH, MAX_MEMBERS, parseObject } from './json.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (text: string, limit = 1_000_000) => parseObject(bytes(text), limit, 'a file')

describe('JSON that nobody vouches for', () => {
  test('is what the platform makes of it, where it is harmless', () =>
    assert(
      property(jsonValue({ maxDepth: 8 }), value => {
        const text = JSON.stringify({ value })
        pre(!text.includes('__proto__'))
        expect(parse(text)).toEqual(JSON.parse(text))
      }),
    ))

  test('is not read at all above its bounds', () => {
    expect(() => parse('{"a":1}', 6)).toThrow(expect.objectContaining({ code: 'too-large' }))
    expect(parse('{"a":1}', 7)).toEqual({ a: 1 })
  })

  test('may nest as deep as allowed and no deeper, whatever stands in its strings', () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}"]}[{\\"[{"${'}'.repeat(depth)}`
    expect(parse(nested(MAX_DEPTH))).toHaveProperty('a')
    expect(() => parse(nested(MAX_DEPTH + 1))).toThrow(expect.objectContaining({ code: 'too-large' }))
  })

  test('may have as many members as allowed and no more', () => {
    const members = (count: number) => `{${Array.from({ length: count }, (_, at) => `"${at}":0`).join()}}`
    expect(Object.keys(parse(members(MAX_MEMBERS)))).toHaveLength(MAX_MEMBERS)
    expect(() => parse(members(MAX_MEMBERS + 1))).toThrow(expect.objectContaining({ code: 'too-large' }))
  })

  test('cannot call a member __proto__, however it is spelt', () => {
    for (const name of ['__proto__', '\\u005f_proto__'])
      expect(() => parse(`{"a":{"${name}":{}}}`)).toThrow(expect.objectContaining({ code: 'unparseable' }))
  })
})

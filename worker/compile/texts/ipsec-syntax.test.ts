import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readConns } from './ipsec-reader.ts'
import { connText } from './ipsec-syntax.ts'

const key = fc.stringMatching(/^[a-z0-9_]{1,12}$/)
const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}\/[a-z][a-z0-9-]{0,8}(\/start)?$/)
/** What a value would have to hold to become more than a value. */
const bait = fc.constantFrom(
  '"',
  '\\',
  '\n',
  '\r',
  '\t',
  '#',
  '=',
  ' ',
  '\n  auto=start',
  '\nconn evil\n',
  'include /etc/shadow',
)
const value = fc
  .array(fc.oneof(bait, fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 6 })
  .map(parts => parts.join('').replaceAll('\0', ''))

describe('ipsec.conf', () => {
  test('carries any value and nothing but the value', () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.dictionary(key, value), { maxKeys: 4 }), conns => {
        const sections = Object.entries(conns).map(([conn, settings]) => ({ name: conn, settings }))
        const read = readConns(connText(sections, '# a comment\n'))
        expect(
          Object.fromEntries([...read].map(([conn, found]) => [conn, Object.fromEntries(found)])),
        ).toEqual(conns)
      }),
    )
  })

  test('is made of lines that are a conn, a setting, a comment or nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 4 }), settings => {
        const text = connText([{ name: 'a/b', settings }], '')
        for (const line of text.split('\n'))
          expect(line).toMatch(/^(?:|conn a\/b| {2}[a-z0-9_]+ = \S[^\n]*)$/)
      }),
    )
  })

  test('leaves what is plainly harmless as it is', () => {
    const settings = { left: '172.16.0.18', leftid: '@office', ike: 'aes256-sha256-modp2048!', empty: '' }
    expect(connText([{ name: 'a/b', settings }], '')).toBe(
      '\nconn a/b\n  left = 172.16.0.18\n  leftid = @office\n  ike = aes256-sha256-modp2048!\n  empty = ""\n',
    )
  })

  test.each(['', '%default', 'a b', 'a\nb', 'a"b', 'a#b', '-a'])('refuses a conn called %j', conn => {
    expect(() => connText([{ name: conn, settings: {} }], '')).toThrow(TypeError)
  })

  test('refuses a NUL, and a key that is none', () => {
    expect(() => connText([{ name: 'a', settings: { left: 'a\0b' } }], '')).toThrow(TypeError)
    expect(() => connText([{ name: 'a', settings: { 'left = x\n  right': 'y' } }], '')).toThrow(TypeError)
  })
})

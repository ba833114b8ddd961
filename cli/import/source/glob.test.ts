import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { globMatches } from './glob.ts'

test.each([
  ['*.conf', 'a.conf', true],
  ['*.conf', '.conf', false],
  ['.*', '.conf', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['a[', 'a[', true],
  ['*a*b', 'xxaxxbxxab', true],
  ['', '', true],
])('%s, %s: %s', (pattern, name, matches) => expect(globMatches(pattern, name)).toBe(matches))

test('stars and letters match as a regular expression would', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
  fc.assert(
    fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), (pattern, name) => {
      const same = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name)
      expect(globMatches(pattern, name)).toBe(same)
    }),
  )
})

test('many stars take no time', () => {
  expect(globMatches(`${'*a'.repeat(50)}b`, 'a'.repeat(5000))).toBe(false)
})

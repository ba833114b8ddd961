import { array, assert, constantFrom, property } from 'fast-check'
import { expect, test } from 'vitest'
import { matchesPattern } from './path-pattern.ts'

test.each([
  ['rlyeh/bundle.json', 'rlyeh/*', true],
  ['rlyeh/bundle.json', '*', false],
  ['rlyeh/a/bundle.json', 'rlyeh/*', false],
  ['releases/y/y_v1.zip', 'releases/?/*.zip', true],
  ['README', '*', true],
  ['.hidden', '*', true],
  ['', '*', true],
  ['', '', true],
  ['a', '', false],
  ['abcabd', '*abd', true],
  ['a[b]', 'a[b]', true],
  ['ab', 'a[b]', false],
  ['b', '!a', false],
  ['a', '{a,b}', false],
  ['a.b', 'a?b', true],
  ['a/b', 'a?b', false],
] as const)('%j against %j: %j', (path, pattern, expected) => {
  expect(matchesPattern(path, pattern)).toBe(expected)
})

test('agrees with a regular expression where that is quick', () =>
  assert(
    property(
      array(constantFrom('a', 'b', '.', '/'), { maxLength: 8 }),
      array(constantFrom('a', 'b', '.', '/', '*', '?'), { maxLength: 6 }),
      (path, pattern) => {
        const words = pattern.map(part => (part === '*' ? '[^/]*' : part === '?' ? '[^/]' : `[${part}]`))
        const expression = new RegExp(`^${words.join('')}$`)
        expect(matchesPattern(path.join(''), pattern.join(''))).toBe(expression.test(path.join('')))
      },
    ),
  ))

test('a pattern made to exhaust whoever matches it is answered', () => {
  expect(matchesPattern('a'.repeat(5000), `${'*a'.repeat(2000)}b`)).toBe(false)
})

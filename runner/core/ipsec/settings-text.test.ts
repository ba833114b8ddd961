import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Piece } from '../../../schema/wire/bundle.ts'
import { type SettingsSection, settingsPieces } from '../../../worker/compile/texts/settings-syntax.ts'
import { readSettingsTree, type Settings } from './settings-text.ts'

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/).filter(text => text !== '__proto__')
const value = fc.string({ maxLength: 30, unit: 'grapheme' }).filter(text => !text.includes('\0'))
const { section } = fc.letrec<{ section: SettingsSection }>(tie => ({
  section: fc.dictionary(name, fc.oneof({ maxDepth: 4 }, value, tie('section')), { maxKeys: 4 }),
}))

const textOf = (pieces: readonly Piece[]): string =>
  pieces.map(piece => (typeof piece === 'string' ? piece : '')).join('')

const asObject = (tree: Settings): SettingsSection =>
  Object.fromEntries([...tree].map(([key, one]) => [key, typeof one === 'string' ? one : asObject(one)]))

describe('the settings of strongSwan', () => {
  test('are read as the compiler meant them, whatever the values hold', () => {
    fc.assert(
      fc.property(section, written => {
        expect(asObject(readSettingsTree(textOf(settingsPieces(written, '# header\n'))))).toEqual({
          ...written,
        })
      }),
    )
  })

  test.each([
    ['an include', 'include /etc/shadow'],
    ['a reference to another section', 'a : b {\n}'],
    ['a section on one line', 'a { b = c }'],
    ['a value with a comment behind it', 'a = b # c'],
    ['an unquoted brace', 'a = b}'],
    ['a quote that does not end', 'a = "b'],
    ['two values', 'a = b c'],
    ['a dot in a name', 'a.b = c'],
    ['the same key twice', 'a = 1\na = 2'],
    ['an end too many', 'a {\n}\n}'],
    ['an end too few', 'a {'],
    ['sections without end', 'a {\n'.repeat(100)],
  ])('with %s are refused', (_, text) => {
    expect(() => readSettingsTree(text)).toThrow(SyntaxError)
  })

  test('that are refused are not quoted in the error: a secret may stand there', () => {
    expect(() => readSettingsTree('secret = "hunter2')).toThrow(
      /^settings line 1: neither a section nor one value$/,
    )
  })
})

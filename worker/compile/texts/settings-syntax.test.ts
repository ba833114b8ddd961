import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSettings, type Settings } from './settings-reader.ts'
import { type SettingsSection, settingsPieces } from './settings-syntax.ts'

const textOf = (section: SettingsSection): string => {
  const pieces = settingsPieces(section, '# header\n')
  return pieces.map(piece => (typeof piece === 'string' ? piece : `<${piece.secret}>`)).join('')
}

const flat = (section: SettingsSection): Settings => ({
  values: new Map(
    Object.entries(section).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  ),
  sections: new Map(
    Object.entries(section).flatMap(([key, value]) =>
      typeof value === 'object' && !Array.isArray(value) ? [[key, flat(value as SettingsSection)]] : [],
    ),
  ),
})

const name = fc.stringMatching(/^[A-Za-z_-][A-Za-z0-9_-]{0,10}$/)
const value = fc.string({ unit: 'binary', maxLength: 20 }).filter(text => !text.includes('\0'))
const { section } = fc.letrec<{ section: SettingsSection }>(tie => ({
  section: fc.dictionary(name, fc.oneof({ maxDepth: 3, withCrossShrink: true }, value, tie('section')), {
    maxKeys: 4,
  }),
}))

test('any value survives being written and read', () => {
  fc.assert(
    fc.property(section, written => {
      expect(readSettings(textOf(written))).toEqual(flat(written))
    }),
  )
})

test('a value cannot close its section or start a setting of its own', () => {
  const evil = 'x\n}\nsecrets {\n  ike { secret = "known" }\n'
  expect(textOf({ a: { id: evil } })).toBe(
    '# header\na {\n  id = "x\\n}\\nsecrets {\\n  ike { secret = \\"known\\" }\\n"\n}\n',
  )
})

test('a quote or a hash in a value ends nothing', () => {
  expect(textOf({ a: 'b"#c' })).toBe('# header\na = "b\\"#c"\n')
})

test('a name with a dot is refused, because strongSwan takes it for a path', () => {
  expect(() => textOf({ 'a.b': 'c' })).toThrow(TypeError)
  expect(() => textOf({ 'a {': 'c' })).toThrow(TypeError)
})

test('a NUL, which C ends a text at, is refused', () => {
  expect(() => textOf({ a: 'b\0c' })).toThrow(TypeError)
})

test('a secret stays a reference, between quotes, and all else is one text', () => {
  expect(settingsPieces({ ike: { id: 'a', secret: [{ secret: 'north-south' }] } }, '')).toEqual([
    'ike {\n  id = a\n  secret = "',
    { secret: 'north-south' },
    '"\n}\n',
  ])
})

test.each(['a = b c = d {', 'a {\n  b = "c\n}', 'a {', 'a = 1\na = 2', '}\na = 1', 'include x'])(
  'text that nobody here wrote is not guessed at: %j',
  text => {
    expect(() => readSettings(text)).toThrow(SyntaxError)
  },
)

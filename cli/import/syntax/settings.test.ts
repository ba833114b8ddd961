import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Problem } from '../../../schema/problem.ts'
import { settingsPieces } from '../../../worker/compile/texts/settings-syntax.ts'
import { HostInMemory } from '../source/host-in-memory.ts'
import { startOf } from '../word.ts'
import { emptySection, readSettings } from './settings.ts'
import { type WholeSettings, wholeSettings } from './settings-references.ts'

type Plain = { [key: string]: string | Plain }

const plainOf = ({ values, sections }: WholeSettings): Plain => ({
  ...Object.fromEntries([...values].map(([key, word]) => [key, word.text])),
  ...Object.fromEntries([...sections].map(([key, section]) => [key, plainOf(section)])),
})

const read = (text: string, more: Record<string, string> = {}) => {
  const problems: Problem[] = []
  const files = new HostInMemory({ '/s.conf': text, ...more })
  const opened = files.open('/s.conf')
  if (opened.kind !== 'file') throw new Error('no file')
  const root = emptySection({ text: '', place: startOf('s.conf') })
  readSettings(opened.file, root, { files, problems, open: ['/s.conf'] })
  return { plain: plainOf(wholeSettings(root)), codes: problems.map(({ code }) => code) }
}

describe('the syntax', () => {
  test('values, quotes, comments, and braces on the same line', () => {
    const text = 'a { b { c = 1 } d = two  words # no\n e = "x # } y"\n}\nf="\\"q\\"\\n"\n'
    expect(read(text).plain).toEqual({ a: { b: { c: '1' }, d: 'two words', e: 'x # } y' }, f: '"q"\n' })
  })

  test('a section twice is one section, and the later value counts', () => {
    expect(read('a { x = 1\n y = 1 }\na { x = 2 }\n').plain).toEqual({ a: { x: '2', y: '1' } })
  })

  test('includes, in a section too', () => {
    expect(
      read('a {\n include d/*.conf\n}\n', { '/d/1.conf': 'x = 1\n', '/d/2.conf': 'b { y = 2 }\n' }).plain,
    ).toEqual({
      a: { x: '1', b: { y: '2' } },
    })
  })

  test('references: own values first, sections are joined, the first reference before the second', () => {
    const text =
      'base { x = 1\n y = 1\n s { p = 1 } }\nmore { y = 2\n z = 2 }\nconn : base, more { x = 9\n s { q = 9 } }\n'
    expect(read(text).plain['conn']).toEqual({ x: '9', y: '1', z: '2', s: { p: '1', q: '9' } })
  })

  test('a reference in a circle ends', () => {
    expect(read('a : b { x = 1 }\nb : a { y = 2 }\n').plain).toEqual({
      a: { x: '1', y: '2' },
      b: { y: '2', x: '1' },
    })
  })

  test.each(['a {', 'a { b = 1 } }', '= 1', 'a b { }', 'a { "b" = 1 }'])('%s is said', text =>
    expect(read(text).codes).toContain('syntax'),
  )
})

test('whatever cygnet writes is read back', () => {
  const name = fc.stringMatching(/^[A-Za-z_-][A-Za-z0-9_-]{0,8}$/).filter(text => text !== 'include')
  const value = fc.string({ unit: 'grapheme', maxLength: 20 }).filter(text => !text.includes('\0'))
  const { tree } = fc.letrec<{ tree: Plain; node: string | Plain }>(tie => ({
    node: fc.oneof({ depthSize: 'small' }, value, tie('tree')),
    tree: fc.dictionary(name, tie('node'), { maxKeys: 4, noNullPrototype: true }),
  }))
  fc.assert(
    fc.property(tree, written => {
      const text = settingsPieces(written, '# header\n').map(String).join('')
      const { plain, codes } = read(text)
      expect(codes).toEqual([])
      expect(plain).toEqual(written)
    }),
    { numRuns: 300 },
  )
})

test('no text makes it throw', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('{', '}', '=', '"', '\\', ':', 'include ', '#', 'a', '\n'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), parts => void read(parts.join(''))),
    { numRuns: 300 },
  )
})

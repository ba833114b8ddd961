import { describe, expect, test } from 'vitest'
import { textAt } from '../../../test/fixtures/two-sites.ts'
import { readText } from './text.ts'
import { placeOf, plainOf } from './tree.ts'

const read = (files: Readonly<Record<string, string>>) => readText(new Map(Object.entries(files)))
const one = (text: string) => read({ 'topology.yaml': text })
const codes = (text: string) =>
  one(text).problems.map(({ code, place }) => `${code} ${place.line}:${place.column}`)
const plain = (text: string) => {
  const { tree } = one(text)
  return tree && JSON.parse(JSON.stringify(plainOf(tree)))
}

describe('places', () => {
  const text =
    '# a comment – with ünïcode 🦢\na: 1\n"b c": [x, "y"] # 🦢\nd:\n  e: "q\\u00e9"\n  f: [{ g: h }]\r\n'
  const at = (...path: (string | number)[]) => {
    const { tree } = one(text)
    return tree && textAt(text, placeOf(tree, path))
  }

  test('a value is pointed at where it stands, quotes included', () => {
    expect([at('a'), at('b c'), at('b c', 1), at('d', 'e'), at('d', 'f', 0, 'g')]).toEqual([
      '1',
      '[x, "y"]',
      '"y"',
      '"q\\u00e9"',
      'h',
    ])
  })

  test('what spans lines is pointed at by its key', () => {
    expect(at('d')).toBe('d')
  })

  test('what is missing is pointed at by what should hold it', () => {
    expect([at('d', 'nothing', 'here'), at('d', 'f', 7)]).toEqual(['d', 'f'])
  })

  test('a mark at the beginning of the file and Windows line ends move nothing', () => {
    const marked = '\u{FEFF}a: 1\r\nbb: 2\r\n'
    const { tree, problems } = one(marked)
    expect(problems).toEqual([])
    expect(tree && placeOf(tree, ['bb'])).toMatchObject({ line: 2, column: 5 })
  })
})

describe('values are those of YAML 1.2, without surprises', () => {
  test('no, off and on are words, not booleans', () => {
    expect(plain('a: no\nb: off\nc: on\nd: true\ne: 0o17\nf: 12:30:45\ng: ~\nh: 2001-01-01')).toEqual({
      a: 'no',
      b: 'off',
      c: 'on',
      d: true,
      e: 15,
      f: '12:30:45',
      g: null,
      h: '2001-01-01',
    })
  })

  test('keys are text, whatever they look like', () => {
    expect(plain('1: a\nnull: b\ntrue: c')).toEqual({ 1: 'a', null: 'b', true: 'c' })
  })

  test('a key cannot reach a prototype', () => {
    const { tree } = one('__proto__: { polluted: true }\nconstructor: 1')
    expect(
      Object.keys(
        plainOf(
          tree ?? { kind: 'list', items: [], place: placeOf(one('a: 1').tree ?? fail(), []) },
        ) as object,
      ),
    ).toEqual(['__proto__', 'constructor'])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})

const fail = (): never => {
  throw new Error('no tree')
}

describe('several files are one text', () => {
  test('sections are put together', () => {
    const { tree, problems } = read({
      'topology/a.yaml': 'network: x\ngateways: { a: 1 }',
      'topology/b.yaml': 'gateways: { b: 2 }\ntunnels: { t: 3 }',
    })
    expect(problems).toEqual([])
    expect(tree && JSON.parse(JSON.stringify(plainOf(tree)))).toEqual({
      network: 'x',
      gateways: { a: 1, b: 2 },
      tunnels: { t: 3 },
    })
  })

  test.each([
    [
      'a gateway',
      'gateways: { a: { nat: true } }',
      'gateways: { b: 1, a: { daemon: x } }',
      'a',
      'topology/1.yaml:1:13',
    ],
    ['a setting', 'network: x', 'network: x', 'network', 'topology/1.yaml:1:1'],
  ])('%s is defined once: both places are named', (_, first, second, value, place) => {
    const { problems } = read({ 'topology/1.yaml': first, 'topology/2.yaml': second })
    expect(problems).toMatchObject([
      {
        code: 'duplicate-definition',
        value,
        place: { file: 'topology/2.yaml' },
        message: expect.stringContaining(place),
      },
    ])
  })

  test('the same key twice in one file is found too, where YAML would let the last one win', () => {
    expect(codes('a: 1\nb: { c: 1, c: 2 }\na: 3')).toEqual([
      'duplicate-definition 2:12',
      'duplicate-definition 3:1',
    ])
    expect(codes('a: 1\n"a": 2\n"\\u0061": 3')).toEqual([
      'duplicate-definition 2:1',
      'duplicate-definition 3:1',
    ])
  })

  test('a broken file does not hide what is wrong with the next', () => {
    const { problems } = read({ 'topology/1.yaml': 'a: [', 'topology/2.yaml': 'b: &x 1' })
    expect(problems.map(({ code }) => code)).toEqual(['yaml-syntax', 'yaml-alias'])
  })
})

describe('what the language has no use for', () => {
  test.each([
    ['anchors and aliases', 'a: &x 1\nb: *x', ['yaml-alias 1:7', 'yaml-alias 2:4']],
    ['tags', 'a: !!binary AAAA\nb: !mine\n  c: 1', ['yaml-tag 1:13', 'yaml-tag 3:3']],
    ['a second document', 'a: 1\n---\nb: 2', ['yaml-document 2:1']],
    ['an empty text', '', ['wrong-type 1:1']],
    ['a list', '- a', ['wrong-type 1:1']],
    ['NUL', 'a: 1\nb: x\0', ['text-character 2:5']],
    ['an escaped NUL', 'a: "x\\0"', ['text-character 1:4']],
    ['a lone surrogate', 'a: \ud800', ['text-character 1:4']],
    ['an escaped lone surrogate', 'a: "\\ud800"', ['text-character 1:4']],
    ['a line break in a value', 'a: "x\\ny"', ['text-character 1:4']],
    ['text that turns its direction', 'a: 1 # \u202e b', ['text-character 1:8']],
    ['a line that ends for YAML and not for a reader', 'a: 1 # x\ry: 2', ['text-character 1:9']],
  ])('%s', (_, text, expected) => {
    expect(codes(text)).toEqual(expected)
  })

  test('no file at all', () => {
    expect(read({}).problems.map(({ code }) => code)).toEqual(['no-topology'])
  })
})

describe('a hostile text is refused before it costs anything', () => {
  test('ten megabytes', () => {
    expect(codes(`a: ${'x'.repeat(10_000_000)}`)).toEqual(['text-size 1:1'])
    const half = 'x'.repeat(300_000)
    expect(read({ 'topology/a.yaml': `a: ${half}`, 'topology/b.yaml': `b: ${half}` }).problems).toHaveLength(
      1,
    )
  })

  test('an alias bomb', () => {
    const lines = Array.from(
      { length: 30 },
      (_, index) => `b${index}: &b${index} [${`*b${index - 1},`.repeat(9)}]`,
    )
    expect(new Set(codes(lines.slice(1).join('\n')).map(text => text.split(' ')[0]))).toEqual(
      new Set(['yaml-alias']),
    )
  })

  test.each(['[', '{a: ', '- ', '? '])('%j, again and again', text => {
    expect(codes(text.repeat(10_000))).toEqual(['text-depth 1:1'])
  })

  test('thirty thousand mistakes are not listed to the end', () => {
    expect(one(`{${'a,'.repeat(30_000)}}`).problems.length).toBeLessThanOrEqual(500)
  })
})

describe('text that is no YAML comes with what mends it', () => {
  test.each([
    ['a tab', 'a:\n\tb: 1', 'indent with spaces'],
    ['a tab inside of brackets', 'a: [1,\n\t2]', 'indent with spaces'],
    ['a colon that is missing', 'a:\n  b 1\n  c: 2', 'write a colon and a blank behind the key'],
    ['two values for one key', 'a: ~\n  b: 1', 'a key has one value'],
  ])('%s', (_, text, mend) => {
    const { problems } = one(text)
    expect(problems[0]?.hint).toContain(mend)
    expect(new Set(problems.map(({ place }) => `${place.line}:${place.column}`)).size).toBe(problems.length)
  })
})

describe('a tab is told once, and nothing that only follows from it', () => {
  const told = (text: string) => one(text).problems.map(({ message, place }) => `${place.line}: ${message}`)
  const words = 'this cannot be read as YAML: tabs are not allowed as indentation'

  test('one line in the middle', () => {
    expect(told('a:\n  b:\n\t\tc: 2\n    d: 3\n  e: 4\nf: 5\n')).toEqual([`3: ${words}`])
  })

  test('a whole file', () => {
    expect(told('a:\n\tb:\n\t\tc: 2\n\t\n# none\n\td: 3\n')).toEqual([`2: ${words}, nor in 2 lines below`])
  })

  test('what is wrong above it is still told', () => {
    expect(told('a: ~\n  b: 1\nc:\n\td: 3\n')).toEqual([
      '1: this cannot be read as YAML: nested mappings are not allowed in compact mappings',
      `4: ${words}`,
    ])
  })

  test('tabs elsewhere are no problem', () => {
    expect(told('a:\t1\nb: [\t2 ]\t# three\n\t\n')).toEqual([])
  })
})

describe('what a parser says is not repeated word for word', () => {
  test('a syntax error does not quote the text', () => {
    const { problems } = one('a: b\nhunter2hunter2 hunter2\nc: d')
    expect(problems.map(({ code }) => code)).toEqual(['yaml-syntax'])
    expect(JSON.stringify(problems)).not.toContain('hunter2')
  })
})

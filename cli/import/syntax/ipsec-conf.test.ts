import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Problem } from '../../../schema/problem.ts'
import { HostInMemory } from '../source/host-in-memory.ts'
import { wholeSections } from './also.ts'
import type { Reading } from './include.ts'
import { readIpsecConf } from './ipsec-conf.ts'

const read = (text: string, more: Record<string, string> = {}) => {
  const problems: Problem[] = []
  const files = new HostInMemory({ '/etc/ipsec.conf': text, ...more })
  const opened = files.open('/etc/ipsec.conf')
  if (opened.kind !== 'file') throw new Error('no file')
  const reading: Reading = { files, problems, open: ['/etc/ipsec.conf'] }
  const conf = readIpsecConf(opened.file, reading)
  const sections = wholeSections(conf.connections, problems)
  const values = Object.fromEntries(
    sections.map(({ section, settings }) => [
      section.name.text,
      Object.fromEntries([...settings].map(([key, { value }]) => [key, value.text])),
    ]),
  )
  return { conf, values, problems, codes: problems.map(({ code }) => code) }
}

describe('words', () => {
  test('comments, quotes, blank lines and blanks around =', () => {
    const { values } = read(
      'conn a # first\n\n\tleft = 1.2.3.4 # here\n#right=5.6.7.8\n  leftid="C=CH, O=\\"x\\" # y"\n ike=a,  b!\n',
    )
    expect(values).toEqual({ a: { left: '1.2.3.4', leftid: 'C=CH, O="x" # y', ike: 'a, b!' } })
  })

  test('a quoted value runs over line ends, and a backslash there joins them', () => {
    expect(read('conn a\n leftsubnet="10.0.0.0/8,\\\n10.1.0.0/16"\n right=x\n').values).toEqual({
      a: { leftsubnet: '10.0.0.0/8,10.1.0.0/16', right: 'x' },
    })
  })

  test('@# begins an identity and no comment', () => {
    expect(read('conn a\n leftid=@#0a0b\n').values).toEqual({ a: { leftid: '@#0a0b' } })
  })

  test('the last of two settings counts, and two sections of one name are one', () => {
    expect(read('conn a\n ike=x\n ike=y\nconn b\n\nconn a\n esp=z\n').values).toEqual({
      a: { ike: 'y', esp: 'z' },
      b: {},
    })
  })

  test.each(['conn a\n left\n', 'conn a\n leftid=C=CH\n', 'left=1\n', 'conn\n', 'conn a\n left="1\n'])(
    '%j is said, and does no harm',
    text => expect(read(text).codes).toEqual(['syntax']),
  )
})

describe('inheritance', () => {
  test('own settings first, then also=, then %default; an empty value takes one back', () => {
    const { values } = read(
      'conn %default\n ike=d\n esp=d\n left=d\nconn t\n ike=t\n esp=t\n auto=add\nconn a\n also=t\n esp=a\n auto=\n',
    )
    expect(values['a']).toEqual({ ike: 't', esp: 'a', left: 'd' })
  })

  test('the last also= counts before the first, and a shared parent where it stands last', () => {
    const { values } = read(
      'conn A\n x=A\n y=A\nconn B\n also=A\n x=B\nconn C\n also=A\n x=C\n y=C\nconn D\n also=C\n also=B\n',
    )
    // Linear order of D: B, C, A.
    expect(values['D']).toEqual({ x: 'B', y: 'C' })
  })

  test('circles and missing parents are said', () => {
    expect(read('conn a\n also=b\nconn b\n also=a\n also=none\n').codes).toEqual(
      expect.arrayContaining(['syntax']),
    )
  })
})

describe('includes', () => {
  test('a pattern beside the file; settings go on in the section that was open', () => {
    const { values } = read('conn a\n left=1\ninclude ipsec.d/*.conf\n', {
      '/etc/ipsec.d/1.conf': ' right=2\nconn b\n right=3\n',
      '/etc/ipsec.d/2.conf': 'conn c\n',
    })
    expect(values).toEqual({ a: { left: '1', right: '2' }, b: { right: '3' }, c: {} })
  })

  test('a file that includes itself, and one that is not there', () => {
    expect(read('include /etc/ipsec.conf\ninclude missing.conf\n').codes).toEqual([
      'include-unread',
      'include-unread',
    ])
  })
})

test('places are those of the words', () => {
  const setting = read('conn a\n  left = 1.2.3.4 # x\n').conf.connections.get('a')?.settings.get('left')
  expect(setting?.value.place).toEqual({
    file: 'etc/ipsec.conf',
    line: 2,
    column: 10,
    endLine: 2,
    endColumn: 17,
  })
})

test('no text makes it throw', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('conn ', '\n ', '=', '"', '\\', 'also=', 'include ', '#', '%default', 'a'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), parts => void read(parts.join(''))),
    { numRuns: 300 },
  )
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withLine } from './include-line.ts'

const LINE = 'include /etc/ipsec.d/cygnet.conf'

describe('the line that includes ours', () => {
  test('is added last, once, and taken out again without a trace', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const others = text.replaceAll(LINE, '')
        const added = withLine(others, LINE, true)
        expect(added.split('\n').filter(line => line === LINE)).toHaveLength(1)
        expect(withLine(added, LINE, true)).toBe(added)
        const removed = withLine(added, LINE, false)
        expect(removed).toBe(others === '' || others.endsWith('\n') ? others : `${others}\n`)
      }),
    )
  })

  test('stays where somebody has put it', () => {
    const text = `config setup\n\n  include   /etc/ipsec.d/cygnet.conf\n\nconn by-hand\n`
    expect(withLine(text, LINE, true)).toBe(text)
  })

  test('that is there twice is there once', () => {
    expect(withLine(`${LINE}\nconn x\n${LINE}\n`, LINE, true)).toBe(`conn x\n${LINE}\n`)
  })

  test('does not take a comment or another file for itself', () => {
    const text = `# ${LINE}\n${LINE}.bak\n`
    expect(withLine(text, LINE, true)).toBe(`${text}${LINE}\n`)
    expect(withLine(text, LINE, false)).toBe(text)
  })
})

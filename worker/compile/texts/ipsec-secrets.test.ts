import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { owner } from './ipsec-secrets.ts'

/** `extract_value` of strongSwan's lexparser.c, as its reader of ipsec.secrets takes identities off a line. */
const identities = (text: string): string[] => {
  const found: string[] = []
  for (let rest = text.trimStart(); rest !== '' && !rest.startsWith('#'); rest = rest.trimStart()) {
    const quote = rest.startsWith('"') || rest.startsWith("'") ? rest.charAt(0) : undefined
    const from = quote === undefined ? rest : rest.slice(1)
    const end = quote === undefined ? from.search(/[ \t]|$/) : from.indexOf(quote)
    if (end < 0) throw new SyntaxError('missing second delimiter')
    found.push(from.slice(0, end))
    rest = from.slice(end + 1)
  }
  return found
}

const bait = fc.constantFrom(
  '"',
  "'",
  ' ',
  '\t',
  '#',
  ' : ',
  ':',
  '\n',
  'include ',
  '@',
  '=',
  ' : PSK 0sAAAA',
)
const identity = fc
  .array(fc.oneof(bait, fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 5 })
  .map(parts => parts.join(''))

/** Undefined when one of them cannot be written. */
const written = (ids: readonly string[]): string[] | undefined => {
  try {
    return ids.map(owner)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

describe('an identity in ipsec.secrets', () => {
  test('stays one identity before the separator, or is refused', () => {
    fc.assert(
      fc.property(identity, identity, (local, remote) => {
        const owners = written([local, remote])
        if (owners === undefined) return
        const line = `${owners.join(' ')} : PSK 0sAAAA`
        expect(line).not.toMatch(/^(?:include |#|: )|[\n\r\0]/)
        const separator = line.indexOf(' : ')
        expect(line.slice(separator)).toBe(' : PSK 0sAAAA')
        expect(identities(line.slice(0, separator))).toEqual([local, remote])
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['rlyeh.miskatonic', 'rlyeh.miskatonic'],
    ['@office', '@office'],
    ['fd00::1', 'fd00::1'],
    ['include', '"include"'],
    ['C=CH, O=Office', '"C=CH, O=Office"'],
    ['the "office"', `'the "office"'`],
  ])('%s is written %s', (id, text) => {
    expect(owner(id)).toBe(text)
  })
})

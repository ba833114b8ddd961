import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSaEvent, SA_EVENTS, type SaEvent, type Told } from './sa-events.ts'

/** Events that two charons (5.9.8), `a` and `b`, told while somebody did what stands behind `#`; what is not read is left out. */
const RECORDED = readFileSync(new URL('../../../test/fixtures/sa-events.txt', import.meta.url), 'utf8')

const mapOf = (value: object): Told =>
  new Map(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? mapOf(inner) : inner,
    ]),
  )

const isEvent = (name: string | undefined): name is SaEvent => SA_EVENTS.some(event => event === name)

/** What one end hears, in the words `kind child by`, below what was done. */
const heardBy = (end: 'a' | 'b'): Record<string, readonly string[]> => {
  const all: Record<string, string[]> = {}
  let now: string[] = []
  for (const line of RECORDED.split('\n')) {
    if (line.startsWith('# ')) now = all[line.slice(2)] ??= []
    const [, who, event, message = ''] = /^(a|b) (\S+) (.*)$/.exec(line) ?? []
    if (who !== end || !isEvent(event)) continue
    const parsed: unknown = JSON.parse(message)
    if (typeof parsed !== 'object' || parsed === null) throw new Error(line)
    for (const { kind, child, by } of readSaEvent(event, mapOf(parsed), 0))
      now.push([kind, child, by].filter(Boolean).join(' '))
  }
  return all
}

describe('events of charon', () => {
  test('tell what happened to SAs and who began it, at the end that did', () => {
    expect(heardBy('a')).toMatchObject({
      'initiate by a': ['ike-up us', 'child-up one us'],
      'rekey ike by a': ['ike-rekey us'],
      'rekey ike by b': ['ike-rekey peer'],
      'rekey child by a': ['child-rekey one us'],
      'rekey child by b': ['child-rekey one peer'],
      'after terminate': [
        'ike-up us',
        'child-up one us',
        'reauthentication us',
        'ike-up us',
        'child-up one us',
      ],
      'link down': ['dpd us'],
    })
  })

  test('tell the same, at the end that answered', () => {
    expect(heardBy('b')).toMatchObject({
      'initiate by a': ['ike-up peer', 'child-up one peer'],
      'rekey ike by a': ['ike-rekey peer'],
      'rekey ike by b': ['ike-rekey us'],
      'rekey child by a': ['child-rekey one peer'],
      'after terminate': [
        'ike-up peer',
        'child-up one peer',
        'ike-down peer',
        'ike-up peer',
        'child-up one peer',
      ],
      'link down': ['dpd us'],
    })
  })

  test('may hold anything, and are then nothing', () => {
    const value: fc.Arbitrary<unknown> = fc.letrec(tie => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string(),
        fc.array(fc.string()),
        fc
          .array(
            fc.tuple(fc.oneof(fc.string(), fc.constantFrom('child-sas', 'old', 'name', 'up')), tie('value')),
          )
          .map(entries => new Map(entries)),
      ),
    })).value
    const message = fc.array(fc.tuple(fc.string(), value)).map(entries => new Map(entries))
    fc.assert(
      fc.property(fc.constantFrom(...SA_EVENTS), message, (event, told) => {
        for (const { tunnel, child } of readSaEvent(event, told, 0))
          expect([tunnel, child ?? 'none'].join(' ')).toMatch(/^[a-z][\w-]* [a-z][\w-]*$/)
      }),
    )
  })
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { REFERENCE } from '../../test/fixtures/reference.ts'
import { TWO_SITES, type Written } from '../../test/fixtures/two-sites.ts'
import type { Problem } from '../problem.ts'
import { type Reading, readTopology } from './read.ts'

const read = (text: string) => readTopology(new Map([['topology.yaml', text]]))

const evil = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\n[Match]\nName=*',
    '"; reboot #',
    '$(reboot)',
    '../../../etc/shadow',
    '-j ACCEPT',
    '}\nsecrets {',
    '%any',
    '0.0.0.0/0',
    '\u202e',
  ),
  fc.jsonValue(),
)

/** Every place in a document where something can be replaced. */
const leaves = (value: unknown, path: readonly string[] = []): string[][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...leaves(inner, [...path, key])])
    : []

const replaced = (value: unknown, [step, ...rest]: readonly string[], by: unknown): unknown => {
  if (step === undefined) return by
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === step ? replaced(item, rest, by) : item))
  const map = value as Written
  return { ...map, [step]: replaced(map[step], rest, by) }
}

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(REFERENCE.length), (noise, at) => {
      expect(read(noise).kind).toBe('invalid')
      expect(['valid', 'invalid']).toContain(read(REFERENCE.slice(0, at) + noise + REFERENCE.slice(at)).kind)
      expect(['valid', 'invalid']).toContain(read(REFERENCE.slice(0, at)).kind)
    }),
    { numRuns: 150 },
  )
})

/** Every word of a reading that reaches a file or a process, and what it may consist of. */
const words = (reading: Reading): { word: string; grammar: RegExp }[] => {
  if (reading.kind === 'invalid') return []
  const { gateways, tunnels, network } = reading.topology
  const of = (grammar: RegExp, list: readonly string[]) => list.map(word => ({ word, grammar }))
  const interfaces = gateways.flatMap(gateway => gateway.interfaces)
  return [
    ...of(/^[a-z][a-z0-9-]{0,30}$/, [network, ...[...gateways, ...tunnels].map(({ name }) => name)]),
    ...of(
      /^[a-z][a-z0-9-]{0,14}$/,
      gateways.flatMap(({ networks }) => networks.map(({ name }) => name)),
    ),
    ...of(
      /^[A-Za-z][A-Za-z0-9_-]{0,14}$/,
      interfaces.flatMap(({ name, vlan }) => [name, vlan?.link ?? name]),
    ),
    ...of(
      /^[0-9a-f.:]+$/,
      interfaces.flatMap(({ routes }) => routes.map(({ via }) => via)),
    ),
    ...of(
      /^[0-9a-f.:]+$/,
      tunnels.flatMap(({ ends }) => ends.flatMap(({ address }) => address ?? [])),
    ),
    ...of(
      /^[a-z0-9_-]+$/,
      tunnels.flatMap(({ ike, esp }) => [...ike, ...esp]),
    ),
    ...of(
      /^[A-Za-z0-9+/]{43}=$/,
      gateways.flatMap(({ keys }) => (keys === undefined ? [] : [keys.sign, keys.seal])),
    ),
  ]
}

test('whatever stands where a word belongs, none of a valid topology means anything to a shell, a path or a daemon', () => {
  fc.assert(
    fc.property(fc.constantFrom(...leaves(TWO_SITES)), evil, (path, value) => {
      const reading = read(stringify(replaced(TWO_SITES, path, value)))
      expect(words(reading).filter(({ word, grammar }) => !grammar.test(word))).toEqual([])
      expect(reading.kind === 'invalid' && reading.problems.length === 0).toBe(false)
    }),
    { numRuns: 300 },
  )
})

/** Where a problem points, if that is no place in the text. */
const misplaced =
  (text: string) =>
  ({ place }: Problem): boolean => {
    const line = text.split('\n')[place.line - 1]
    const forward =
      place.endLine > place.line || (place.endLine === place.line && place.endColumn > place.column)
    return line === undefined || place.column > line.length + 1 || !forward
  }

test('whatever stands in a key, a problem points into the text', () => {
  const lines = stringify(TWO_SITES).split('\n')
  fc.assert(
    fc.property(fc.nat(lines.length - 1), fc.string({ maxLength: 12 }), (line, key) => {
      const text = lines
        .map((one, index) => (index === line ? one.replace(/[\w-]+:/, `${key}:`) : one))
        .join('\n')
      expect(read(text).problems.filter(misplaced(text))).toEqual([])
    }),
    { numRuns: 200 },
  )
})

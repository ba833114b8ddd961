import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { REFERENCE } from '../../test/fixtures/reference.ts'
import { TWO_SITES, type Written } from '../../test/fixtures/two-sites.ts'
import { readTopology } from './read.ts'

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

test('whatever stands where a word belongs, no word of a valid topology means anything to a shell, a path or a daemon', () => {
  const places = leaves(TWO_SITES)
  fc.assert(
    fc.property(fc.constantFrom(...places), evil, (path, value) => {
      const reading = read(stringify(replaced(TWO_SITES, path, value)))
      if (reading.kind === 'invalid') {
        expect(reading.problems.length).toBeGreaterThan(0)
        return
      }
      const { gateways, tunnels, network } = reading.topology
      const names = [network, ...gateways.map(({ name }) => name), ...tunnels.map(({ name }) => name)]
      for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]{0,30}$/)
      for (const { name } of gateways.flatMap(({ interfaces }) => interfaces))
        expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_-]{0,14}$/)
      for (const proposal of tunnels.flatMap(({ ike, esp }) => [...ike, ...esp]))
        expect(proposal).toMatch(/^[a-z0-9_-]+$/)
      for (const end of tunnels.flatMap(({ ends }) => ends)) expect(end.address).toMatch(/^[0-9a-f.:]+$/)
    }),
    { numRuns: 300 },
  )
})

test('whatever stands in a key, a problem points into the text', () => {
  const lines = stringify(TWO_SITES).split('\n')
  fc.assert(
    fc.property(fc.nat(lines.length - 1), fc.string({ maxLength: 12 }), (line, key) => {
      const text = lines
        .map((one, index) => (index === line ? one.replace(/[\w-]+:/, `${key}:`) : one))
        .join('\n')
      for (const { place } of read(text).problems) {
        const shown = text.split('\n')[place.line - 1]
        expect(shown).toBeDefined()
        expect(place.column).toBeLessThanOrEqual((shown?.length ?? 0) + 1)
        expect(place.endLine).toBeGreaterThanOrEqual(place.line)
        if (place.endLine === place.line) expect(place.endColumn).toBeGreaterThan(place.column)
      }
    }),
    { numRuns: 200 },
  )
})

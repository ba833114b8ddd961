import { readdirSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { arbitraryTopology } from '../../../test/fixtures/arbitrary-topology.ts'
import {
  changed,
  gatewayWith,
  TWO_SITES,
  tunnelWith,
  type Written,
} from '../../../test/fixtures/two-sites.ts'
import { jsonSchema, jsonSchemaText, keysOfSchema } from './json-schema.ts'
import { PROSE } from './json-schema-prose.ts'

const root = new URL('../../../', import.meta.url)
const valid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(jsonSchema())

test('the published file is the language as it is', () => {
  const published = readFileSync(new URL('schema/topology.schema.json', root), 'utf8')
  expect(published, 'run: npm run generate').toBe(jsonSchemaText())
})

test('every key says what it is for, and nothing is said about keys that are gone', () => {
  const keys = [...new Set(keysOfSchema(jsonSchema()))]
  const items = /\[\]$|\.allow\.\*$|\.\*$/
  expect(keys.filter(key => !(key in PROSE) && !items.test(key))).toEqual([])
  expect(Object.keys(PROSE).filter(key => !keys.includes(key))).toEqual([])
})

test('no key goes without being refused when it is mistyped', () => {
  const open = JSON.stringify(jsonSchema()).match(/"properties":/g)?.length
  expect(JSON.stringify(jsonSchema()).match(/"additionalProperties":false/g)?.length).toBe(open)
})

test.each(readdirSync(new URL('examples/', root)))('the example %s is fine', name => {
  const text = readFileSync(new URL(`examples/${name}/topology.yaml`, root), 'utf8')
  expect(valid(parse(text)) ? [] : valid.errors).toEqual([])
})

test('every network of the tests is fine', () => {
  fc.assert(
    fc.property(arbitraryTopology, document => {
      expect(valid(document) ? [] : valid.errors).toEqual([])
    }),
    { numRuns: 50 },
  )
})

describe('an editor underlines', () => {
  const mistakes: [string, Written][] = [
    ['a mistyped key', { gateway: {} }],
    ['a mistyped key deep inside', gatewayWith('north', { interfaces: { vswitch: { adresses: [] } } })],
    ['a missing key', gatewayWith('south', { networks: { web: { interface: undefined } } })],
    ['an address without prefix', gatewayWith('south', { networks: { web: { subnet: '10.2.0.0' } } })],
    ['a name with capitals', { network: 'Test' }],
    ['an interface name that is too long', gatewayWith('south', { interfaces: { sixteencharacter: {} } })],
    ['a duration without unit', tunnelWith({ dpd: { delay: 30 } })],
    ['a fraction of an hour', tunnelWith({ rekey: { ike: '1.5h' } })],
    ['a proposal of one word', tunnelWith({ ike: ['aes256'] })],
    ['a word that is none', tunnelWith({ start: 'route' })],
    ['a provider that nobody knows', gatewayWith('south', { provider: 'hetzner' })],
    ['a secret in plain text', tunnelWith({ secret: 'correct horse battery staple' })],
    ['a code that cannot be silenced', gatewayWith('south', { allow: { 'vlan-range': 'because I say so' } })],
    ['an exception without a reason', tunnelWith({ allow: { 'weak-crypto': 'old' } })],
  ]

  test.each(mistakes)('%s', (_, change) => {
    expect(valid(changed(TWO_SITES, change))).toBe(false)
  })

  test('nothing in a network that is fine', () => {
    expect(valid(TWO_SITES)).toBe(true)
    expect(valid(changed(TWO_SITES, tunnelWith({ dpd: { delay: '30s' }, start: { north: 'trap' } })))).toBe(
      true,
    )
  })
})

test('the examples in its descriptions are not mistakes themselves', () => {
  const id = 'https://cygnet.example/topology'
  const ajv = new Ajv({ allowUnionTypes: true }).addSchema({ ...jsonSchema(), $id: id })
  const wrong = Object.entries(PROSE).flatMap(([key, { examples = [] }]) => {
    if (examples.length === 0) return []
    const check = ajv.getSchema(`${id}#${pointerTo(key)}`)
    return examples.filter(example => check?.(example) !== true).map(example => ({ key, example }))
  })
  expect(wrong).toEqual([])
})

const STEPS: Readonly<Record<string, string>> = { '[]': 'items', '*': 'additionalProperties' }

const pointerTo = (key: string): string =>
  key
    .split(/\.|(?=\[\])/)
    .map(step => `/${STEPS[step] ?? `properties/${step}`}`)
    .join('')

import * as z from 'zod'
import { Document } from '../document/document.ts'
import { CATALOGUE, refusalOf } from '../traps/catalogue.ts'
import { PROSE } from './json-schema-prose.ts'

/** A part of a JSON Schema, as far as it is walked through here. */
type Part = z.core.JSONSchema.BaseSchema

/** The file that `npm run generate` writes, and that `cygnet init` puts beside a new topology. */
export const jsonSchemaText = (): string => `${JSON.stringify(jsonSchema(), null, 2)}\n`

/**
 * The language as JSON Schema (draft 7, which editors know best), made from the shape that `readTopology` parses by: keys,
 * kinds of values, patterns, and a description for each key. It knows words, not networks: what it lets pass is checked by `cygnet check`.
 */
export const jsonSchema = (): Part => {
  const root: Part = z.toJSONSchema(Document, { io: 'input', target: 'draft-7' })
  describe(root, '')
  return {
    ...root,
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A network of IPsec gateways, for cygnet',
  }
}

/** Every key of the language: `gateways.*.interfaces.*.vlan`, where `*` is a name that people choose and `[]` an item of a list. */
export const keysOfSchema = (part: Part, path = ''): string[] => [
  ...(path === '' ? [] : [path]),
  ...partsOf(part, path).flatMap(([inner, at]) =>
    at === path ? keysOfSchema(inner, at).slice(1) : keysOfSchema(inner, at),
  ),
]

/** The words that stand for themselves where only some may: `swanctl`, `ipsec.conf`; each with its key. */
export const wordsOfSchema = (part: Part, path = ''): (readonly [path: string, word: string])[] => [
  ...[...(part.enum ?? []), part.const].flatMap(word =>
    typeof word === 'string' ? [[path, word] as const] : [],
  ),
  ...partsOf(part, path).flatMap(([inner, at]) => wordsOfSchema(inner, at)),
]

const describe = (part: Part, path: string): void => {
  const prose = PROSE[path]
  if (prose !== undefined)
    Object.assign(part, { description: prose.text, ...(prose.examples && { examples: prose.examples }) })
  // A duration may be a number for YAML's reader, which then asks for the unit; nobody should be told to write one.
  if (part.type !== undefined) delete part.anyOf
  if (part.type === 'integer' && part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum
  if (part.type === 'integer' && part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum
  if (/(?:^|\.)allow$/.test(path)) Object.assign(part, ALLOW)
  else for (const [inner, at] of partsOf(part, path)) describe(inner, at)
}

/** Editors offer the codes that may be silenced. */
const ALLOW: Part = {
  propertyNames: { enum: CATALOGUE.filter(trap => refusalOf(trap) === undefined).map(({ code }) => code) },
  additionalProperties: { type: 'string', minLength: 10, maxLength: 300 },
}

const partsOf = (part: Part, path: string): [Part, string][] => {
  const below = (step: string): string => (path === '' ? step : `${path}.${step}`)
  const parts: [unknown, string][] = [
    ...Object.entries(part.properties ?? {}).map(([key, inner]): [unknown, string] => [inner, below(key)]),
    [part.additionalProperties, below('*')],
    [part.items, `${path}[]`],
    ...(part.anyOf ?? []).map((inner): [unknown, string] => [inner, path]),
  ]
  return parts.filter((entry): entry is [Part, string] => isPart(entry[0]))
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

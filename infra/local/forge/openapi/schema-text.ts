import * as z from 'zod'

/** A JSON Schema as read, of which only the few keywords below matter here. */
export type Schema = Readonly<Record<string, unknown>>

const AnObject = z.record(z.string(), z.unknown())

/** Prose, examples, and what only editors and code generators read. */
const PROSE = new Set([
  'description',
  'example',
  'examples',
  'title',
  'deprecated',
  'externalDocs',
  'default',
  '$comment',
  'tsAdditionalProperties',
])
/** The formats whose meaning ajv knows; GitHub's own (`repo.nwo`, `int64` …) say nothing to it. */
const FORMATS = new Set(['date-time', 'uri', 'email'])
/** Keywords whose value is a map of names to schemas: the names in it are not keywords. */
const MAPS = new Set(['properties', 'patternProperties', 'definitions'])

/** An OpenAPI 3.0 schema as plain JSON Schema: `nullable` spelled out, references made local, prose left out. */
export const fromOpenApi = (schema: unknown): Schema => {
  const { nullable, ...rest } = plain(schema, '')
  return nullable === true ? orNull(rest) : rest
}

const orNull = (schema: Schema): Schema =>
  typeof schema['type'] === 'string'
    ? {
        ...schema,
        type: [schema['type'], 'null'],
        ...(Array.isArray(schema['enum']) ? { enum: [...new Set([...schema['enum'], null])] } : {}),
      }
    : { anyOf: [{ type: 'null' }, schema] }

/** A JSON Schema without prose; its references point to `$defs`, where `prefix` keeps two families of names apart. */
export const plain = (schema: unknown, prefix: string): Schema => {
  const entries = Object.entries(AnObject.parse(schema)).flatMap(([key, value]): [string, unknown][] => {
    if (PROSE.has(key) || key.startsWith('x-')) return []
    if (key === 'format' && !FORMATS.has(String(value))) return []
    if (key === '$ref') return [[key, `#/$defs/${prefix}${lastPart(String(value))}`]]
    if (MAPS.has(key)) return [[key, mapValues(value, prefix)]]
    return [[key, inner(value, prefix)]]
  })
  return Object.fromEntries(entries)
}

const mapValues = (map: unknown, prefix: string): Schema =>
  Object.fromEntries(Object.entries(AnObject.parse(map)).map(([name, value]) => [name, inner(value, prefix)]))

const inner = (value: unknown, prefix: string): unknown => {
  if (Array.isArray(value)) return value.map(item => inner(item, prefix))
  if (typeof value !== 'object' || value === null) return value
  return prefix === '' ? fromOpenApi(value) : plain(value, prefix)
}

/** Every definition that the given schemas reach, by name; throws when one is unknown. */
export const collectDefinitions = (
  roots: readonly unknown[],
  known: ReadonlyMap<string, Schema>,
): Record<string, Schema> => {
  const found = new Map<string, Schema>()
  const waiting = roots.flatMap(referencesIn)
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    const schema = known.get(name)
    if (schema === undefined) throw new Error(`no schema called ${name}`)
    found.set(name, schema)
    waiting.push(...referencesIn(schema))
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const referencesIn = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map(match => match[1] ?? '')

const lastPart = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1)

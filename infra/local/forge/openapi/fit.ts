import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import ajvFormats from 'ajv-formats'
import * as z from 'zod'
import { type EventName, type OperationName, operations } from './spoken.ts'

const Schemas = z.record(z.string(), z.unknown())
const GitHub = z.object({
  operations: z.record(
    z.string(),
    z.object({ request: Schemas.optional(), query: Schemas, responses: Schemas }),
  ),
  events: Schemas,
  $defs: Schemas,
})

/** GitHub's schemas of what the forge speaks (see extract.ts); compiled one by one, when first needed. */
const github = GitHub.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, 'github.json'), 'utf8')))
const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true })
ajvFormats.default(ajv)
ajv.addSchema({ $id: 'github', $defs: inFile(github.$defs) })
/** In an address everything is text: numbers are read out of it. */
const queries = new Ajv({ strict: false, coerceTypes: true, validateFormats: true })
ajvFormats.default(queries)

const compiled = new Map<string, ValidateFunction>()

/** Why a request's body does not fit GitHub's schema for the operation; undefined when it does. */
export const misfitOfRequest = (operation: OperationName, body: unknown): string | undefined =>
  misfit(`request of ${operation}`, github.operations[operation]?.request, body)

/** Why what stands behind the question mark of an address does not fit, such as a parameter that GitHub does not know. */
export const misfitOfQuery = (operation: OperationName, query: URLSearchParams): string | undefined =>
  misfit(`query of ${operation}`, github.operations[operation]?.query, Object.fromEntries(query), queries)

/** The operation that a request is, by its method and its path below the API's base; undefined when it is none of these. */
export const operationFor = (method: string, path: string): OperationName | undefined =>
  operations.find(name => {
    const [verb, template = ''] = name.split(' ')
    const pattern = template.replaceAll(/\{(\w+)\}/g, (_, key: string) => (SLASHED.has(key) ? '.+' : '[^/]+'))
    return verb === method && new RegExp(`^${pattern}$`).test(path)
  })

/** Parameters of a path that may hold slashes. */
const SLASHED = new Set(['path'])

/** Why an answer's body does not fit; GitHub leaves some refusals undescribed, which then look like all others. */
export const misfitOfResponse = (
  operation: OperationName,
  status: number,
  body: unknown,
): string | undefined => {
  const described = github.operations[operation]?.responses[String(status)]
  if (described !== undefined) return misfit(`${status} of ${operation}`, described, body)
  if (status === 204) return undefined
  return status < 400
    ? `GitHub does not answer ${status} here`
    : misfit('refusal', { $ref: '#/$defs/basic-error' }, body)
}

/** Why a webhook's payload does not fit `@octokit/webhooks-schemas`. */
export const misfitOfEvent = (event: EventName, payload: unknown): string | undefined =>
  misfit(event, github.events[event], payload)

const misfit = (key: string, schema: unknown, value: unknown, by = ajv): string | undefined => {
  if (schema === undefined) return undefined
  const known = compiled.get(key)
  const validate = known ?? by.compile(z.record(z.string(), z.unknown()).parse(inFile(schema)))
  if (known === undefined) compiled.set(key, validate)
  if (validate(value)) return undefined
  const [first] = validate.errors ?? []
  return `${first?.instancePath || '/'} ${first?.message ?? 'does not fit'}`
}

/** References in the extract point into itself; to ajv they are references into the schema called `github`. */
function inFile(schema: unknown): unknown {
  const replaced: unknown = JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"github#/$defs/'))
  if (typeof replaced !== 'object' || replaced === null) return replaced
  return Object.fromEntries(Object.entries(replaced).filter(([key]) => key !== '$schema'))
}

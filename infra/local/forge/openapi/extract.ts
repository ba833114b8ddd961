// node infra/local/forge/openapi/extract.ts FOLDER
//
// Takes the schemas of the routes and events that the forge speaks out of GitHub's own descriptions, without prose,
// and writes github.json beside this file. FOLDER is any folder outside the tree in which these were installed (the
// first is 385 MB, which is why it is no dependency):
//   npm install --prefix FOLDER @octokit/openapi@23.0.2 @octokit/webhooks-schemas@7.6.1

import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import { collectDefinitions, fromOpenApi, plain, type Schema } from './schema-text.ts'
import { events, operations } from './spoken.ts'

const OpenApi = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    responses: z.record(z.string(), z.unknown()),
    parameters: z.record(z.string(), z.unknown()),
  }),
})
const Parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: z.unknown(),
})
const Operation = z.object({
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()),
})
const Content = z.object({ content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }) })
const Reference = z.object({ $ref: z.string() })
const Events = z.object({ definitions: z.record(z.string(), z.unknown()) })

const main = (folder: string): void => {
  const packages = path.join(folder, 'node_modules/@octokit')
  const json = (file: string): unknown => JSON.parse(readFileSync(path.join(packages, file), 'utf8'))
  const api = OpenApi.parse(json('openapi/generated/api.github.com.json'))
  const hooks = Events.parse(json('webhooks-schemas/schema.json'))
  const spoken = Object.fromEntries(operations.map(name => [name, operationOf(api, name)]))
  const eventSchemas = Object.fromEntries(
    events.map(name => [name, plain(hooks.definitions[name], 'event.')]),
  )
  const known = new Map([
    ...Object.entries(api.components.schemas).map(([name, value]) => [name, fromOpenApi(value)] as const),
    ...Object.entries(hooks.definitions).map(
      ([name, value]) => [`event.${name}`, plain(value, 'event.')] as const,
    ),
  ])
  const $defs = collectDefinitions([spoken, eventSchemas], known)
  const file = path.join(import.meta.dirname, 'github.json')
  writeFileSync(file, lines({ operations: spoken, events: eventSchemas, $defs }))
}

const operationOf = (api: z.infer<typeof OpenApi>, name: string): Schema => {
  const [method = '', route = ''] = name.split(' ')
  const { requestBody, responses, parameters } = Operation.parse(api.paths[route]?.[method.toLowerCase()])
  const bodies = Object.entries(responses).map(([status, response]) => {
    const shared = Reference.safeParse(response)
    const direct = shared.success ? api.components.responses[lastPart(shared.data.$ref)] : response
    return [status, schemaIn(direct)] as const
  })
  const request = schemaIn(requestBody)
  return {
    ...(request === undefined ? {} : { request }),
    query: queryOf(api, parameters),
    responses: Object.fromEntries(bodies.filter(([, schema]) => schema !== undefined)),
  }
}

/** What may stand behind the question mark of an address, and nothing else. */
const queryOf = (api: z.infer<typeof OpenApi>, parameters: readonly unknown[]): Schema => {
  const known = parameters.map(parameter => {
    const shared = Reference.safeParse(parameter)
    return Parameter.parse(shared.success ? api.components.parameters[lastPart(shared.data.$ref)] : parameter)
  })
  const queried = known.filter(parameter => parameter.in === 'query')
  return {
    type: 'object',
    properties: Object.fromEntries(queried.map(({ name, schema }) => [name, fromOpenApi(schema)])),
    required: queried.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  }
}

const schemaIn = (holder: unknown): Schema | undefined => {
  const found = Content.safeParse(holder)
  return found.success ? fromOpenApi(found.data.content['application/json'].schema) : undefined
}

const lastPart = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1)

/** One schema a line: small, and a change of GitHub's shows as the lines that changed. */
const lines = (sections: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string => {
  const section = (entries: Readonly<Record<string, unknown>>): string =>
    Object.entries(entries)
      .map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`)
      .join(',\n')
  const body = Object.entries(sections).map(
    ([name, entries]) => `${JSON.stringify(name)}:{\n${section(entries)}\n}`,
  )
  return `{${body.join(',\n')}}\n`
}

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node extract.ts FOLDER')
main(folder)

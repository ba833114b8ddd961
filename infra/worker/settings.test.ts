import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { networksOf } from '../../worker/networks.ts'
import { OUR_EVENTS } from '../../worker/routes/happenings.ts'
import { CALLBACK } from '../../worker/routes/login.ts'
import { OPTIONAL, SECRETS, VARIABLES, WORKER_SETTINGS } from './settings.ts'

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

const Wrangler = z.object({
  main: z.string(),
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()),
  r2_buckets: z.array(z.object({ binding: z.string() })),
  durable_objects: z.object({ bindings: z.array(z.object({ name: z.string(), class_name: z.string() })) }),
  migrations: z.array(z.object({ new_sqlite_classes: z.array(z.string()) })),
  triggers: z.object({ crons: z.array(z.string()) }),
  vars: z.looseObject({ NETWORKS: z.unknown() }),
})

test('what is deployed runs as the local stack does', () => {
  // JSON without its comment lines; YAML reads the rest, and checks it no less.
  const text = read('wrangler.jsonc').replace(/^\s*\/\/.*$/gm, '')
  const deployed = Wrangler.parse(parse(text))
  expect(`worker/${deployed.main.split('/').at(-1)}`).toBe(WORKER_SETTINGS.main)
  expect(deployed.compatibility_date).toBe(WORKER_SETTINGS.compatibilityDate)
  expect(deployed.compatibility_flags).toEqual(WORKER_SETTINGS.compatibilityFlags)
  expect(deployed.r2_buckets).toMatchObject([{ binding: WORKER_SETTINGS.bucketBinding }])
  const { binding, className } = WORKER_SETTINGS.fleet
  expect(deployed.durable_objects.bindings).toEqual([{ name: binding, class_name: className }])
  expect(deployed.migrations.flatMap(migration => migration.new_sqlite_classes)).toEqual([className])
  expect(deployed.triggers.crons).toEqual([WORKER_SETTINGS.cron])
  expect(Object.keys(deployed.vars)).toEqual([...VARIABLES])
  expect(networksOf(deployed.vars.NETWORKS)).toMatchObject([{ folder: '', signingKey: 'SIGNING_KEY' }])
  for (const secret of [...SECRETS, ...OPTIONAL]) expect(read('wrangler.jsonc')).toContain(secret)
})

test('the App asks for no right and no event that the Worker does not use', () => {
  const Manifest = z.object({
    default_permissions: z.record(z.string(), z.string()),
    default_events: z.array(z.string()),
    callback_urls: z.array(z.string()),
  })
  const { default_permissions, default_events, callback_urls } = Manifest.parse(
    JSON.parse(read('app-manifest.json')),
  )
  expect(default_permissions).toEqual({
    checks: 'write',
    contents: 'write',
    deployments: 'write',
    // Without it GitHub sends no `merge_group`.
    merge_queues: 'read',
    metadata: 'read',
    pull_requests: 'write',
  })
  expect(default_events).toEqual(OUR_EVENTS.toSorted())
  expect(callback_urls.map(url => new URL(url).pathname)).toEqual([CALLBACK])
})

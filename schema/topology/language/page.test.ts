import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { jsonSchema, keysOfSchema } from './json-schema.ts'
import { languagePage } from './page.ts'

const page = languagePage()

test('every key of the language is on the page, but for what a mesh or hub shares with a tunnel', () => {
  const missing = keysOfSchema(jsonSchema())
    .filter(key => !page.includes(`| \`${key}\` |`))
    .filter(key => !page.includes(`| \`${key.replace(/^(?:meshes|hubs)/, 'tunnels')}\` |`))
    .filter(key => !/(?:^|\.)allow(?:\.\*)?$|\[\]$/.test(key))
  expect(missing).toEqual([])
})

test('the words that a key may have are told', () => {
  expect(page).toContain('`hetzner-dedicated`, `hetzner-cloud`, `generic`')
})

test('the page in docs is about the language as it is', () => {
  const kept = readFileSync(new URL('../../../docs/topology.md', import.meta.url), 'utf8')
  expect(kept, 'run: npm run generate').toBe(page)
})

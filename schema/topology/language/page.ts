import { stringify } from 'yaml'
import { jsonSchema, wordsOfSchema } from './json-schema.ts'
import { PROSE } from './json-schema-prose.ts'

const HEAD = `<!-- Made by \`npm run generate\` from schema/topology/language/prose. Do not edit. -->

# Every key of a topology

A star is a name that you choose, \`[]\` an item of a list. Keys that are not here are refused, with a suggestion. Networks to begin from:
[two sites and laptops](../examples/reference/topology.yaml), [a hub, spokes and peers](../test/golden/08-hub-and-peers/topology.yaml),
[IPv6](../test/golden/05-ipv6/topology.yaml). A mesh is one line: \`meshes: { core: { gateways: [a, b, c], via: eth0 } }\`.
An editor says the same while you type: [check](guide/check.md#while-typing).
`

/** docs/topology.md: every key, what it means and how it is written; what is written in many places is told once. */
export const languagePage = (): string => `${HEAD}${sections().join('')}`

const sections = (): string[] => {
  const keys = Object.keys(PROSE).filter(key => !isToldElsewhere(key))
  const parents = new Set(keys.filter(key => key.includes('.')).map(topOf))
  const groups = Map.groupBy(keys, key => (parents.has(topOf(key)) ? topOf(key) : 'The whole'))
  return [...groups].map(([name, own]) => section(name, own))
}

const topOf = (key: string): string => key.split('.')[0] ?? key

/** `allow` is what it is everywhere, and meshes and hubs may set for all of theirs what a tunnel sets. */
const isToldElsewhere = (key: string): boolean =>
  key.endsWith('.allow') ||
  (/^(?:meshes|hubs)\./.test(key) && PROSE[key.replace(/^[a-z]+/, 'tunnels')]?.text === PROSE[key]?.text)

const section = (name: string, keys: readonly string[]): string => {
  // What a thing is comes before its settings, wherever the prose has them.
  const first = [name, `${name}.*`].filter(key => keys.includes(key))
  const rows = [...first, ...keys.filter(key => !first.includes(key))].map(
    key => `| \`${key}\` | ${cell(PROSE[key]?.text ?? '')} | ${exampleOf(key)} |`,
  )
  const more = /^(?:meshes|hubs)$/.test(name)
    ? `\nBeside these, whatever a [tunnel](#tunnels) may set.\n`
    : ''
  return `\n## ${name}\n\n| key | what it is | such as |\n|---|---|---|\n${rows.join('\n')}\n${more}`
}

const WORDS = Map.groupBy(wordsOfSchema(jsonSchema()), ([key]) => key)

const exampleOf = (key: string): string => {
  const [example] = PROSE[key]?.examples ?? []
  const words = new Set(WORDS.get(key)?.map(([, word]) => word))
  if (example === undefined) return [...words].map(word => `\`${word}\``).join(', ')
  return `\`${stringify(example, { collectionStyle: 'flow', lineWidth: 0 }).trim()}\``
}

const cell = (text: string): string => text.replace(/[|*<]/g, character => `\\${character}`)

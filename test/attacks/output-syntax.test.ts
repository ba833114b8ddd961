import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { DOMParser } from '@xmldom/xmldom'
import * as fc from 'fast-check'
import { marked } from 'marked'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { isNetworkPath } from '../../schema/topology/beside/attachments.ts'
import { readTopology } from '../../schema/topology/read.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { compile } from '../../worker/compile/compile.ts'
import { readConns } from '../../worker/compile/texts/ipsec-reader.ts'
import { readSettings } from '../../worker/compile/texts/settings-reader.ts'
import { pictureOf } from '../../worker/picture/picture-of.ts'
import { drawSvg } from '../../worker/picture/svg/draw.ts'
import { planMarkdown } from '../../worker/plan/markdown.ts'
import { planBetween } from '../../worker/plan/plan.ts'
import type { Written } from '../fixtures/two-sites.ts'

/** Networks that use nearly every key: laptops on either daemon, a hub with peers. */
const NETWORKS = ['06-laptops', '07-laptops-on-the-starter', '08-hub-and-peers'].map(name => {
  const folder = path.join(import.meta.dirname, '..', 'golden', name)
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isNetworkPath)
  const files = new Map(names.map(one => [one, readFileSync(path.join(folder, one), 'utf8')]))
  const written: Written = parse(files.get('topology.yaml') ?? '')
  return { files, written }
})

/** What ends a value, a line, a section or a quotation in some syntax, and begins another. */
const BREAKOUTS = [
  'x\n  leftupdown = /bin/sh -c pwned',
  'x" }\nsecrets { pwned { secret = "',
  'x\nconn pwned\n  auto=start',
  ': PSK "pwned"',
  'include /etc/pwned',
  'x\n-A INPUT -j ACCEPT',
  'x -j ACCEPT',
  'x\nnet.ipv4.ip_forward = 0',
  'x: { pwned: true }',
  'x\n    pwned: true',
  '!!js/function pwned',
  '$(pwned)',
  '`pwned`',
  '; pwned #',
  '%any',
  '../../etc/pwned',
  '</title><script>pwned()</script>',
  "' onload='pwned()",
  '](javascript:pwned) [',
  '<img src=x onerror=pwned()>',
  '```\n# pwned\n',
  '| pwned |',
  '\u0000pwned',
  '\ud800pwned',
  '\u202epwned',
  '__proto__',
  'constructor',
  '<secret:pwned>',
]

const word = fc.oneof(
  fc.constantFrom(...BREAKOUTS),
  fc.constantFrom(...BREAKOUTS).map(end => `a${end}`),
  fc.string({ unit: 'binary', maxLength: 20 }),
  // What some of the language's own grammars let through: the writers have to carry it.
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z][a-z0-9]{0,5}[.@_-]?[a-z0-9]{1,6}$/) },
  { weight: 2, arbitrary: fc.stringMatching(/^[@A-Za-z0-9][A-Za-z0-9._:@=, /+*-]{0,40}$/) },
)

/** Everything that a document holds: its names, its values, and whole pieces of it. */
const things = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, one]) => [
        ...(Array.isArray(value) ? [] : [name]),
        one,
        ...things(one),
      ])
    : []

/** The document with one thing another, everywhere that it is spoken of, as who renames something would. */
const changed = (value: unknown, from: unknown, by: string): unknown => {
  if (value === from) return by
  if (Array.isArray(value)) return value.map(one => changed(one, from, by))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name === from ? by : name, changed(one, from, by)]),
  )
}

const textOf = ({ content }: Bundle['files'][number]): string =>
  content
    .map(piece => (typeof piece === 'string' ? piece : `ref-${piece.secret.replace(/\W/g, '-')}`))
    .join('')

const RULE = /^-A CYGNET-[A-Z]+(?: !?-{1,2}[a-z-]+(?: [A-Za-z0-9.:/,_-]+)*)+$/
const LINES: readonly (readonly [path: RegExp, line: RegExp])[] = [
  [
    /iptables\.v[46]$/,
    new RegExp(`^(?:#[^\\r]*|\\*[a-z]+|:CYGNET-[A-Z]+ - \\[0:0\\]|COMMIT|${RULE.source.slice(1, -1)})?$`),
  ],
  [/sysctl\.d/, /^(?:#.*|net\.ipv[46]\.[A-Za-z0-9_./-]+ = \d+)?$/],
  [/networkd\.conf\.d/, /^(?:#.*|\[Network\]|[A-Za-z0-9]+=[a-z]+)?$/],
  [
    /ipsec\.d\/cygnet\.secrets$/,
    /^(?:#.*|(?:[^\s":][^\s"]* |"[^"\r\n]*" )*: (?:PSK|EAP|NTLM|RSA|ECDSA|PKCS8) \S+)?$/,
  ],
]

/** Throws or fails where a file says something that the compiler's own syntax would not. */
const sound = (file: Bundle['files'][number]): void => {
  const text = textOf(file)
  expect(text).not.toContain('\0')
  if (/swanctl\/conf\.d|strongswan\.d/.test(file.path)) readSettings(text)
  if (file.path.endsWith('ipsec.d/cygnet.conf')) readConns(text)
  if (file.path.includes('netplan')) {
    const { network, ...rest } = parse(text)
    expect(rest).toEqual({})
    expect(Object.keys(network).filter(key => !['version', 'ethernets', 'vlans'].includes(key))).toEqual([])
  }
  const line = LINES.find(([where]) => where.test(file.path))?.[1]
  if (line !== undefined) expect(text.split('\n').filter(one => !line.test(one))).toEqual([])
}

const elementsOf = (svg: string): Set<string> => {
  const onError = (level: string, message: string): void => {
    if (level !== 'warning') throw new Error(message)
  }
  const document = new DOMParser({ onError }).parseFromString(svg, 'image/svg+xml')
  return new Set([...document.getElementsByTagName('*')].map(({ tagName }) => tagName))
}

/** Markdown as a forge shows it, without what it shows as code. */
const proseOf = (markdown: string): string =>
  marked.parse(markdown, { async: false }).replace(/<code[^]*?<\/code>/g, '')

const read = (index: number, written: unknown) =>
  readTopology(new Map([...(NETWORKS[index]?.files ?? []), ['topology.yaml', stringify(written)]]))

test('the networks themselves are sound, in every file', () => {
  for (const [index, { written }] of NETWORKS.entries()) {
    const reading = read(index, written)
    if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems[0]))
    for (const { files } of compile(reading.topology)) for (const file of files) sound(file)
  }
})

/** The same inputs at every run, or others with SEED in the environment. */
const SEED = Number(process.env['SEED'] ?? '1')

/** Holds the whole of one network with a thing changed: what is read is sound in every file, picture and plan; true where it is read at all. */
const soundWith = (index: number, thing: unknown, by: string): boolean => {
  const reading = read(index, changed(NETWORKS[index]?.written, thing, by))
  JSON.parse(JSON.stringify(reading.problems))
  if (reading.kind === 'invalid') return false
  const bundles = compile(reading.topology)
  for (const { files } of bundles) for (const file of files) sound(file)
  expect([...elementsOf(drawSvg(pictureOf(reading.topology)))]).not.toContain('script')
  expect(proseOf(planMarkdown(planBetween([], bundles), 65_535))).not.toMatch(/<script|<img|javascript:/)
  return true
}

const anything = fc
  .nat(NETWORKS.length - 1)
  .chain(index => fc.tuple(fc.constant(index), fc.constantFrom(...new Set(things(NETWORKS[index]?.written)))))

test('no value and no name breaks out of any syntax that is written', () => {
  fc.assert(
    fc.property(anything, word, ([index, thing], by) => void soundWith(index, thing, by)),
    { numRuns: 400, seed: SEED },
  )
})

test('nor does what people are free to choose, of which much is read', () => {
  const chosen = NETWORKS.flatMap(({ written }, index) =>
    [...new Set(things(written))].flatMap((thing): (readonly [number, unknown])[] =>
      soundWith(index, thing, 'free') ? [[index, thing]] : [],
    ),
  )
  expect(chosen.length).toBeGreaterThan(30)
  let taken = 0
  fc.assert(
    fc.property(fc.constantFrom(...chosen), word, ([index, thing], by) => {
      taken += soundWith(index, thing, by) ? 1 : 0
    }),
    { numRuns: 200, seed: SEED },
  )
  expect(taken).toBeGreaterThan(40)
})

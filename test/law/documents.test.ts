import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { sourceFiles } from './source-files.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const isThere = (path: string): boolean => existsSync(join(root, path))

const documents = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(path => path !== '' && isThere(path))
  .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
const decisions = new Set(
  documents.filter(({ path }) => path.startsWith('docs/adr/')).map(({ path }) => basename(path).slice(0, 4)),
)

/** All that a pattern finds, by its first group, with where it stands. */
const found = (
  files: readonly { readonly path: string; readonly text: string }[],
  pattern: RegExp,
): { readonly path: string; readonly name: string }[] =>
  files.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([, name = '']) => ({ path, name })))

describe('a document', () => {
  test('leads only to what is there', () => {
    const links = found(documents, /\]\((?![a-z]+:)([^)#\s]+)[^)]*\)/g)
    const broken = links.filter(({ path, name }) => !isThere(join(dirname(path), name)))
    expect(broken).toEqual([])
    expect(links.length).toBeGreaterThan(50)
  })

  test('names only source files that are there', () => {
    const names = found(
      documents,
      /`((?:schema|worker|runner|cli|infra|test)\/[\w./-]+\.(?:ts|mjs|jsonc?|md))`/g,
    )
    expect(names.filter(({ name }) => !isThere(name))).toEqual([])
    expect(names.length).toBeGreaterThan(20)
  })

  test('of a decision is headed by its number, which no other has', () => {
    const headings = documents
      .filter(({ path }) => path.startsWith('docs/adr/'))
      .map(({ path, text }) => [basename(path).slice(0, 4), text.slice(0, 7)] as const)
    expect(headings.filter(([number, heading]) => heading !== `# ${number} `)).toEqual([])
    expect(decisions.size).toBe(headings.length)
  })
})

test('a decision that is cited has been made', () => {
  const cited = found([...documents, ...sourceFiles()], /\bADR (\d{4})\b/g)
  expect(cited.filter(({ name }) => !decisions.has(name))).toEqual([])
  expect(cited.length).toBeGreaterThan(10)
})

/** What the protocol numbers, such as `5` and `5.3`. */
const clausesOf = (text: string): string[] =>
  text.split(/^## /m).flatMap(part => {
    const [section] = /^\d+/.exec(part) ?? []
    const clauses = [...part.matchAll(/^(\d+)\. /gm)].map(([, clause]) => `${section}.${clause}`)
    return section === undefined ? [] : [section, ...clauses]
  })

test('a clause of the protocol that is cited is there, and code cites every section', () => {
  const clauses = clausesOf(readFileSync(join(root, 'docs/protocol.md'), 'utf8'))
  const cited = found(sourceFiles(), /protocol\.md`?[\s*]*§(\d+(?:\.\d+)?)/g)
  expect(cited.filter(({ name }) => !clauses.includes(name))).toEqual([])
  const sections = new Set(cited.map(({ name }) => name.split('.')[0]))
  expect(clauses.filter(clause => !clause.includes('.') && !sections.has(clause))).toEqual([])
  expect(clauses.length).toBeGreaterThan(70)
})

const Packages = z.record(z.string(), z.string())
const Manifest = z.object({
  dependencies: Packages,
  devDependencies: Packages,
  optionalDependencies: Packages,
})

/** Names in the first column of a table's rows. Members of one scope name it once: `@octokit/rest, auth-app`. */
const named = (text: string): string[][] =>
  [...text.matchAll(/^\| ([@a-z][^|]*) \|/gm)].flatMap(([, cell = '']) => {
    const [scope] = /^@[a-z]+\//.exec(cell) ?? ['']
    return cell.split(', ').map(name => (name.startsWith('@') ? [name] : [name, scope + name]))
  })

test('every dependency has its reason in docs/dependencies.md, and every reason its dependency', () => {
  const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  const names = Object.values(manifest).flatMap(packages => Object.keys(packages))
  const reasons = named(text).filter(([name]) => name !== 'package')
  expect(names.filter(name => !reasons.flat().includes(name))).toEqual([])
  expect(reasons.filter(reason => !reason.some(name => names.includes(name)))).toEqual([])
})

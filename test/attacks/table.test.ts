import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const HERE = new URL('./', import.meta.url)
const rows = readFileSync(new URL('../../docs/attacks.md', HERE), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('| ') && !/^\| (attack|---) /.test(line))
  .map(line => line.split('|').map(cell => cell.trim()))
  .map(([, attack = '', file = '', title = '', code = '']) => ({
    attack,
    file,
    title,
    code: code.replaceAll('`', ''),
  }))

const sourceOf = (file: string): string => readFileSync(new URL(`${file}.test.ts`, HERE), 'utf8')

test('docs/attacks.md names every attack once, and tests that are there, with the codes that they assert', () => {
  expect(rows.length).toBeGreaterThan(40)
  expect(new Set(rows.map(({ attack }) => attack)).size).toBe(rows.length)
  const stale = rows.filter(({ file, title, code }) => {
    const source = sourceOf(file)
    const isThere = ["'", '"', '`'].some(quote => source.includes(`(${quote}${title}${quote}`))
    return !isThere || !source.includes(code)
  })
  expect(stale).toEqual([])
})

test('no story about an attack is left out of it', () => {
  const names = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
  const files = names.flatMap(name => /^(.*)\.test\.ts$/.exec(name)?.[1] ?? [])
  // Stories that are no attack: the honest way, a new network, the playbook, publishers, and this table.
  const others = ['honest', 'new-network', 'playbook', 'publisher', 'table']
  expect(files.filter(name => !others.includes(name) && !rows.some(({ file }) => file === name))).toEqual([])
})

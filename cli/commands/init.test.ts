import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { jsonSchemaText } from '../../schema/topology/language/json-schema.ts'
import { readTopology } from '../../schema/topology/read.ts'
import { initCommand } from './init.ts'

let folder: string
let printed: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cygnet-init-'))
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed += String(text)
    return true
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const init = (...words: string[]) =>
  initCommand()
    .exitOverride()
    .parseAsync([folder, ...words], { from: 'user' })
const keysOf = async () =>
  Promise.all(
    (await readdir(path.join(folder, '.cygnet/keys'))).map(async name => ({
      name,
      text: await readFile(path.join(folder, '.cygnet/keys', name), 'utf8'),
      mode: (await stat(path.join(folder, '.cygnet/keys', name))).mode & 0o777,
    })),
  )

describe('cygnet init', () => {
  test('leaves private keys that only their owner can read, and that Git never sees', async () => {
    await init('--network', 'miskatonic', '--operators', '3')
    const keys = await keysOf()
    expect(keys.map(key => key.name)).toEqual([
      'operator-1.pem',
      'operator-2.pem',
      'operator-3.pem',
      'worker.seed',
    ])
    expect(keys.every(key => key.mode === 0o600)).toBe(true)
    expect((await stat(path.join(folder, '.cygnet/keys'))).mode & 0o777).toBe(0o700)
    expect(await readFile(path.join(folder, '.gitignore'), 'utf8')).toBe('/.cygnet/\n')
  })

  test('prints no secret, and what to do next', async () => {
    await init('--network', 'miskatonic')
    for (const { text } of await keysOf())
      for (const line of text.split('\n').filter(part => part.length > 20 && !part.startsWith('-----')))
        expect(printed).not.toContain(line)
    expect(printed).toContain('docs/guide/deploy.md')
    expect(printed).toContain('git add .gitignore trust topology.yaml topology.schema.json')
  })

  test('writes a topology that has nothing wrong with it', async () => {
    await init('--network', 'miskatonic')
    const text = await readFile(path.join(folder, 'topology.yaml'), 'utf8')
    const reading = readTopology(new Map([['topology.yaml', text]]))
    expect(
      reading.problems.filter(problem => problem.severity !== 'info' && problem.code !== 'not-enrolled'),
    ).toEqual([])
    expect(reading.kind === 'valid' && reading.topology.network).toBe('miskatonic')
  })

  test('editors find the schema that the topology names, without a network', async () => {
    await init('--network', 'miskatonic')
    const [first] = (await readFile(path.join(folder, 'topology.yaml'), 'utf8')).split('\n')
    const named = /^# yaml-language-server: \$schema=(.+)$/.exec(first ?? '')?.[1] ?? ''
    expect(await readFile(path.join(folder, named), 'utf8')).toBe(jsonSchemaText())
  })

  test('overwrites neither keys nor a topology', async () => {
    await writeFile(path.join(folder, 'topology.yaml'), '# mine\n')
    await writeFile(path.join(folder, '.gitignore'), 'node_modules')
    await init('--network', 'miskatonic')
    expect(await readFile(path.join(folder, 'topology.yaml'), 'utf8')).toBe('# mine\n')
    expect(await readFile(path.join(folder, '.gitignore'), 'utf8')).toBe('node_modules\n/.cygnet/\n')
    const before = await keysOf()
    await expect(init('--network', 'miskatonic')).rejects.toMatchObject({ code: 'unwritable' })
    expect(await keysOf()).toEqual(before)
  })

  test.each(['.cygnet/', '/.cygnet', '.cygnet'])('leaves a .gitignore that has it as %s', async line => {
    await writeFile(path.join(folder, '.gitignore'), `${line}\r\n`)
    await init('--network', 'miskatonic')
    expect(await readFile(path.join(folder, '.gitignore'), 'utf8')).toBe(`${line}\r\n`)
  })

  test('refuses a threshold that nobody can meet, and names that are none', async () => {
    await expect(init('--network', 'miskatonic', '--threshold', '2')).rejects.toMatchObject({ code: 'usage' })
    await expect(init('--network', 'Miskatonic!')).rejects.toMatchObject({ code: 'usage' })
    await expect(init('--network', 'miskatonic', '--operators', '0')).rejects.toMatchObject({ code: 'usage' })
    expect(await readdir(folder)).toEqual([])
  })
})

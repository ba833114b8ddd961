import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTopology } from '../schema/topology/read.ts'
import { REFERENCE } from '../test/fixtures/reference.ts'
import { readFolder } from './topology-folder.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cygnet-folder-'))
})
afterEach(() => rm(folder, { recursive: true }))

const write = async (name: string, text: string): Promise<void> => {
  const file = path.join(folder, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
}

/** What a check says of a folder inside the test's own. */
const errors = async (name = '.'): Promise<string[]> => {
  const { problems } = readTopology(await readFolder(path.join(folder, name)))
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, place }) => `${code} ${path.relative(folder, place.file)}`)
}

describe('a network in a folder with an unlucky name', () => {
  test.each(['pki', 'secrets', 'runners', 'sites/pki', 'topology'])('%s', async name => {
    await write(`${name}/topology.yaml`, REFERENCE)
    await write(`${name}/pki/ca.crt`, 'no certificate')
    expect(await errors(name)).toEqual([])
    expect(readTopology(await readFolder(path.join(folder, name)))).toMatchObject({ kind: 'valid' })
  })
})

describe('a file that somebody takes for a part of the network, and that nobody reads', () => {
  test('ends in .yml', async () => {
    await write('topology/a.yaml', REFERENCE)
    await write('topology/b.yml', 'gateways: {}\n')
    expect(await errors()).toEqual(['text-place topology/b.yml'])
  })

  test('lies deeper', async () => {
    await write('topology/a.yaml', REFERENCE)
    await write('topology/sites/berlin.yaml', 'gateways: {}\n')
    expect(await errors()).toEqual(['text-place topology/sites/berlin.yaml'])
  })

  test('is all that there is', async () => {
    await write('topology.yml', REFERENCE)
    expect(await errors()).toContain('text-place topology.yml')
  })
})

test('one step too deep: it is the folder above', async () => {
  await write('topology.yaml', REFERENCE)
  await mkdir(path.join(folder, 'secrets'))
  await expect(readFolder(path.join(folder, 'secrets'))).rejects.toMatchObject({
    hint: 'name the folder above it',
  })
  await expect(readFolder(path.join(folder, 'topology.yaml'))).rejects.toMatchObject({
    hint: expect.stringContaining('name the folder that it is in'),
  })
})

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Client } from './client.ts'
import { Repository } from './repository.ts'

const withFiles = async (files: Record<string, string>, algorithms?: readonly string[]) => {
  const repository = new Repository()
  for (const [path, content] of Object.entries(files))
    repository.addArtifact('targets', path, content, algorithms)
  repository.publish('targets', 'snapshot', 'timestamp')
  return { repository, client: await Client.anchored(repository) }
}

describe('files of a repository', () => {
  test('are not fetched by a refresh, but by a download', async () => {
    const { client } = await withFiles({ 'target_file.txt': 'contents' })
    expect(await client.refresh()).toBe(0)
    expect(client.kept()).toEqual({})
    expect(await client.download('target_file.txt')).toBe(0)
    expect(client.kept()).toEqual({ 'target_file.txt': 'contents' })
  })

  test('in folders, with names that an address must quote', async () => {
    const files = { 'path/to/a/file.txt': '1', 'ünï/çode ?#%20.txt': '2', '...': '3', '.hidden': '4' }
    const { client } = await withFiles(files)
    expect(await client.download(...Object.keys(files))).toBe(0)
    expect(Object.values(client.kept()).sort()).toEqual(['1', '2', '3', '4'])
    expect(client.fetched.map(path => path.replace(/[0-9a-f]{64}\./, ''))).toEqual(Object.keys(files))
  })

  test('several, in the order of the command line, up to the first that is not there', async () => {
    const { client } = await withFiles({ a: '1', b: '2', c: '3' })
    expect(await client.download('b', 'nowhere', 'a')).toBe(1)
    expect(client.kept()).toEqual({ b: '2' })
    expect(await client.download('c', 'a')).toBe(0)
    expect(client.fetched.map(path => path.slice(-1))).toEqual(['b', 'c', 'a'])
  })

  test('that are here already, by their hashes, are not fetched again', async () => {
    const { client } = await withFiles({ a: '1' })
    for (let time = 0; time < 3; time++) expect(await client.download('a', 'a')).toBe(0)
    expect(client.fetched).toHaveLength(1)
  })

  test('that were changed here are fetched again', async () => {
    const { client } = await withFiles({ a: '1' })
    await client.download('a')
    writeFileSync(join(client.targetDir, 'a'), '2')
    expect(await client.download('a')).toBe(0)
    expect(client.kept()).toEqual({ a: '1' })
  })

  test('that somebody put in the place of the listed ones are not taken', async () => {
    const { repository, client } = await withFiles({ a: 'contents', b: 'other' })
    await client.download('a')
    repository.artifacts.set('a', Buffer.from('malicious'))
    repository.artifacts.set('b', Buffer.from('evil!'))
    expect(await client.download('a')).toBe(0)
    expect(await client.download('b')).toBe(1)
    expect(client.said).toContain('artifact-hash')
    expect(client.kept()).toEqual({ a: 'contents' })
  })

  test('longer than listed are not read to their end', async () => {
    const { repository, client } = await withFiles({ a: 'contents' })
    repository.artifacts.set('a', Buffer.from('contents and more'))
    expect(await client.download('a')).toBe(1)
    expect(client.said).toContain('too-large')
  })

  test('that change ten times are replaced under their one name', async () => {
    const { repository, client } = await withFiles({ a: 'first' })
    await client.download('a')
    for (let at = 0; at < 11; at++) {
      repository.addArtifact('targets', 'a', `changed ${at}`)
      repository.addArtifact('targets', `new-${at}`, `new ${at}`)
      repository.publish('targets', 'snapshot', 'timestamp')
      if (at % 5 !== 0) continue
      expect(await client.download('a', `new-${at}`)).toBe(0)
      expect(client.kept()).toMatchObject({ a: `changed ${at}`, [`new-${at}`]: `new ${at}` })
      repository.artifacts.set('a', Buffer.from(`malicious ${at}`))
      repository.publish('targets', 'snapshot', 'timestamp')
      await client.download('a')
      expect(client.kept()).toMatchObject({ a: `changed ${at}` })
    }
    expect(Object.keys(client.kept())).toHaveLength(4)
  })

  test.each([[['sha256']], [['sha512']], [['sha384']], [['sha256', 'sha512']]])(
    'listed with %j',
    async algorithms => {
      const { client } = await withFiles({ a: 'contents' }, algorithms)
      expect(await client.download('a')).toBe(0)
      expect(client.kept()).toEqual({ a: 'contents' })
      expect(client.fetched).toHaveLength(1)
    },
  )

  test.each([[['md5']], [['sha1']], [['sha256', 'md5']]])(
    'listed with %j are not taken',
    async algorithms => {
      const { client } = await withFiles({ a: 'contents' }, algorithms)
      expect(await client.download('a')).toBe(1)
      expect(client.kept()).toEqual({})
    },
  )

  test('listed with a hash that nobody knows, or none', async () => {
    for (const hashes of [{ 'unknown-hash': 'f'.repeat(64) }, {}]) {
      const { repository, client } = await withFiles({ a: 'contents' })
      Object.assign(repository.targets.targets['a'] ?? {}, { hashes })
      repository.publish('targets', 'snapshot', 'timestamp')
      expect(await client.download('a')).toBe(1)
      expect(client.said).toContain('artifact-hash')
    }
  })

  test.each(['../outside', 'a/../../outside', '/etc/passwd', 'a//b', '.', '..', 'a/.'])(
    'called %j lead nowhere',
    async path => {
      const { client } = await withFiles({ [path]: 'contents' })
      expect(await client.download(path)).toBe(1)
      expect(client.said).toContain('unsafe-name')
      expect(client.fetched).toEqual([])
    },
  )

  test('without consistent snapshots have no hash in their address', async () => {
    const { repository, client } = await withFiles({ 'dir/a': 'contents' })
    repository.root.consistent_snapshot = false
    repository.publish('root')
    expect(await client.download('dir/a')).toBe(0)
    expect(client.fetched).toEqual(['dir/a'])
  })
})

describe('the command line', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['runner/main.ts', 'tuf', ...args], { encoding: 'utf8' })

  test('of the program itself: init, and a refresh of nothing', async () => {
    const client = await Client.begin()
    const root = join(client.metadataDir, '..', 'given.json')
    writeFileSync(root, client.repository.newest('root'))
    expect(run('--metadata-dir', client.metadataDir, 'init', root)).toMatchObject({ status: 0, stderr: '' })
    expect(client.trusted()).toEqual(['root 1'])
    const nowhere = run(
      '--metadata-url',
      'http://127.0.0.1:9/',
      '--metadata-dir',
      client.metadataDir,
      'refresh',
    )
    expect(nowhere.status).toBe(1)
    expect(nowhere.stderr).toContain('error: unreachable')
  })

  test('that is not understood is an error with 1, as the suite wants it', () => {
    for (const args of [[], ['init'], ['refresh'], ['--nonsense'], ['--metadata-dir', 'x', 'download']])
      expect(run(...args)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^error: .*\n$/) })
  })
})

import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { sourceContract } from '../../test/contracts/source.ts'
import { folderStore } from './store-folder.ts'

sourceContract('a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cygnet-folder-'))
  return {
    source: folderStore(pathToFileURL(folder).href),
    put: async (path, bytes) => {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), bytes)
    },
    close: async () => await rm(folder, { recursive: true }),
  }
})

test.each(['../secret', '/etc/shadow', 'metadata/../../x', '.hidden', 'a//b'])(
  'the path %j leads nowhere',
  async path => {
    await expect(folderStore('file:///var/empty').get(path, { bytes: 10, seconds: 1 })).rejects.toMatchObject(
      {
        code: 'refused',
      },
    )
  },
)

const mkfifo = async (path: string): Promise<void> =>
  await Promise.resolve(void execFileSync('mkfifo', [path]))

test.each<readonly [what: string, put: (path: string) => Promise<void>]>([
  ['a pipe that nobody writes to', mkfifo],
  ['a link to a device without end', path => symlink('/dev/zero', path)],
  ['a folder', async path => await mkdir(path)],
])('%s in the place of an object is refused at once', async (_, put) => {
  const folder = await mkdtemp(join(tmpdir(), 'cygnet-folder-'))
  await put(join(folder, 'timestamp.json'))
  const source = folderStore(pathToFileURL(folder).href)
  await expect(source.get('timestamp.json', { bytes: 10, seconds: 1 })).rejects.toMatchObject({
    code: 'refused',
  })
  await rm(folder, { recursive: true })
})

test('a file that says that it is empty, and is not, is read as far as asked for', async () => {
  const source = folderStore('file:///proc')
  await expect(source.get('cpuinfo', { bytes: 10, seconds: 1 })).rejects.toMatchObject({ code: 'too-large' })
})

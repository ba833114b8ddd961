import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
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

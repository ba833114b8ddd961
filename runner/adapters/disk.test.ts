import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { diskContract } from '../../test/contracts/disk.ts'
import { realDisk } from './disk.ts'
import { MemoryDisk } from './memory/disk.ts'

const folders: string[] = []
const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'cygnet-disk-'))
  folders.push(made)
  return made
}
afterEach(async () => {
  for (const made of folders.splice(0)) await rm(made, { recursive: true })
})

diskContract('the real one', async () => realDisk(await folder()))
diskContract('in memory', () => Promise.resolve(new MemoryDisk()))

const bytes = new TextEncoder().encode('secret')

test('a secret never stands on disk readable by others, whatever the file was before', async () => {
  const root = await folder()
  await writeFile(join(root, 'key'), 'old')
  await chmod(join(root, 'key'), 0o666)
  await realDisk(root).write('test', '/key', bytes, 0o600)
  expect((await lstat(join(root, 'key'))).mode & 0o777).toBe(0o600)
})

test('a directory that is made can be looked into by daemons of other users, also when the service makes it', async () => {
  const root = await folder()
  const mask = process.umask(0o077)
  try {
    await realDisk(root).write('test', '/run/systemd/networkd.conf.d/60-cygnet.conf', bytes, 0o644)
    expect(process.umask()).toBe(0o077)
  } finally {
    process.umask(mask)
  }
  for (const made of ['run', 'run/systemd', 'run/systemd/networkd.conf.d'])
    expect((await lstat(join(root, made))).mode & 0o777).toBe(0o755)
})

test('a symlink in the way is not followed, neither as the file nor as a directory', async () => {
  const root = await folder()
  await mkdir(join(root, 'elsewhere'))
  await writeFile(join(root, 'elsewhere/file'), 'untouched')
  await symlink(join(root, 'elsewhere'), join(root, 'etc'))
  await symlink(join(root, 'elsewhere/file'), join(root, 'link'))
  const disk = realDisk(root)
  await expect(disk.write('test', '/etc/file', bytes, 0o644)).rejects.toMatchObject({ code: 'unsafe' })
  await expect(disk.write('test', '/link', bytes, 0o644)).rejects.toMatchObject({ code: 'unsafe' })
  await expect(disk.remove('test', '/etc/file')).rejects.toMatchObject({ code: 'unsafe' })
  expect(await readFile(join(root, 'elsewhere/file'), 'utf8')).toBe('untouched')
})

test('a half-written file that a crash left behind is no obstacle, and nothing is left beside the file', async () => {
  const root = await folder()
  await writeFile(join(root, '.file.new'), 'half')
  await realDisk(root).write('test', '/file', bytes, 0o644)
  expect(await readdir(root)).toEqual(['file'])
})

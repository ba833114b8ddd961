import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beside } from './host-files.ts'
import { HostFolder } from './host-folder.ts'
import { MAX_FILE_BYTES } from './limits.ts'

let folder = ''
let root = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cygnet-host-'))
  root = path.join(folder, 'host')
  await mkdir(path.join(root, 'etc/ipsec.d'), { recursive: true })
  await writeFile(path.join(root, 'etc/ipsec.conf'), 'conn a\n')
  for (const name of ['b.conf', 'a.conf', '.hidden.conf', 'a.secrets'])
    await writeFile(path.join(root, 'etc/ipsec.d', name), name)
  await writeFile(path.join(folder, 'outside.conf'), 'not of this host')
  await symlink('../../../outside.conf', path.join(root, 'etc/ipsec.d/out.conf'))
  await symlink('../ipsec.conf', path.join(root, 'etc/ipsec.d/in.conf'))
  await symlink(folder, path.join(root, 'etc/up'))
  await symlink('loop', path.join(root, 'etc/loop'))
  await writeFile(path.join(root, 'etc/large'), Buffer.alloc(MAX_FILE_BYTES + 1, 'x'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a host that would like to be read beyond its folder', () => {
  test('by a link that leads out of it', () => {
    expect(new HostFolder(root).open('/etc/ipsec.d/out.conf').kind).toBe('refused')
    expect(new HostFolder(root).open('/etc/up/outside.conf').kind).not.toBe('file')
    expect(new HostFolder(root).matching('/etc/up/*.conf')).toEqual([])
  })

  test('by steps upwards: they stop at its root, as they do on the host', () => {
    expect(beside('/etc/ipsec.conf', '../../../../outside.conf')).toBe('/outside.conf')
    expect(new HostFolder(root).open('/../outside.conf').kind).toBe('absent')
  })

  test('by a link in a circle, a folder, or more than anybody configures', () => {
    const kinds = ['/etc/loop', '/etc/ipsec.d', '/etc/large'].map(
      name => new HostFolder(root).open(name).kind,
    )
    expect(kinds).toEqual(['refused', 'refused', 'refused'])
  })
})

test('a link inside of the folder counts where it leads', () => {
  expect(new HostFolder(root).open('/etc/ipsec.d/in.conf')).toMatchObject({
    kind: 'file',
    file: { text: 'conn a\n' },
  })
})

test('patterns are sorted, and hidden files stay hidden', () => {
  expect(new HostFolder(root).matching('/etc/ipsec.d/[ab].conf')).toEqual([
    '/etc/ipsec.d/a.conf',
    '/etc/ipsec.d/b.conf',
  ])
  expect(new HostFolder(root).matching('/etc/*/*.secrets')).toEqual(['/etc/ipsec.d/a.secrets'])
})

test('single files stand in for those of the host, with no folder at all', () => {
  const files = new HostFolder(undefined, new Map([['/etc/ipsec.conf', path.join(root, 'etc/ipsec.conf')]]))
  expect(files.open('/etc/ipsec.conf').kind).toBe('file')
  expect(files.matching('/etc/*.conf')).toEqual(['/etc/ipsec.conf'])
  expect(files.open('/etc/ipsec.secrets').kind).toBe('absent')
})

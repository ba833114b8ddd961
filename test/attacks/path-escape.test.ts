import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { realDisk } from '../../runner/adapters/disk.ts'
import { once } from '../../runner/flows/once.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import { bundlePath } from '../../schema/wire/repository.ts'
import { archiveBundles } from '../fixtures/reference-bundles.ts'
import { beginRlyeh } from '../fixtures/rlyeh-in-memory.ts'
import { bundleFor, customOf } from './network.ts'
import { refusalOf, World } from './world.ts'

/** Names that lead somewhere else, or look like one of ours and are not. */
const ESCAPES = [
  '/etc/sysctl.d/../shadow',
  '/etc/shadow',
  'etc/sysctl.d/60-cygnet.conf',
  '/etc/sysctl.d//60-cygnet.conf',
  '/etc/sysctl.d/60-cygnet.conf/../../shadow',
  '/etc/sysctl.d/60-cygnet.conf\u0000',
  '/etc/sysctl.d/60-cygnet.conf\n',
  '/etc/netplan/00-installer-config.yaml',
  '/etc/swanctl/x509/../../shadow',
  '/etc/swanctl/x509/cygnet-../../../shadow.pem',
  '/etc/swanctl/private/cygnet-a.pem/x',
  '/proc/self/root/etc/shadow',
]

test('a file name that leads elsewhere, signed with a stolen key, is refused before anything is written', async () => {
  const honest = JSON.stringify(bundleFor('rlyeh', 'release 1'))
  for (const path of ESCAPES) {
    const world = await World.begin()
    await world.poll()
    const quoted = JSON.stringify(path).slice(1, -1)
    const bytes = new TextEncoder().encode(honest.replace('/etc/sysctl.d/60-cygnet.conf', () => quoted))
    world.store.objects.set(bundlePath('rlyeh', digestOf(bytes)), bytes)
    world.replace('gateway.rlyeh.json', 1, signed => {
      const file = { length: bytes.length, hashes: { sha256: digestOf(bytes) }, custom: customOf(2) }
      signed['targets'] = { 'rlyeh/bundle.json': file }
    })
    await world.refresh()
    const before = world.disk.files
    expect([path, await refusalOf(() => world.poll())]).toEqual([path, 'unparseable'])
    expect(world.disk.files).toEqual(before)
  }
})

/** rlyeh at work on a real disk below a folder, and a place outside of it all where a symlink may lead. */
const onRealDisk = async () => {
  const root = await mkdtemp(join(tmpdir(), 'cygnet-escape-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const begun = await beginRlyeh()
  for (const [path, { bytes, mode }] of begun.world.disk.files) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), bytes, { mode })
  }
  const gateway = { ...begun.gateway, disk: realDisk(root) }
  await once(gateway)
  expect(begun.reports().map(({ outcome }) => outcome)).toContain('committed')
  await mkdir(join(root, 'elsewhere'))
  return { ...begun, gateway, root, elsewhere: join(root, 'elsewhere') }
}

describe('a symlink in the way', () => {
  test.each([
    ['of a folder', '/etc/swanctl/conf.d'],
    ['of a file', '/etc/swanctl/conf.d/cygnet.conf'],
    ['of the runner’s own folder', '/var/lib/cygnet/generations'],
  ])('%s is not followed: the change is refused, and nothing is written where it leads', async (_, path) => {
    const { gateway, world, root, elsewhere, reports } = await onRealDisk()
    const moved = join(elsewhere, 'moved')
    await rename(join(root, path), moved)
    await symlink(moved, join(root, path))
    const before = await contentsOf(elsewhere)
    await world.release(3, { bundles: archiveBundles() })
    await once(gateway)
    const said = reports().filter(({ release }) => release === 3)
    expect(said.map(({ outcome, problem }) => [outcome, problem?.code])).toEqual([['refused', 'disk-unsafe']])
    expect(await contentsOf(elsewhere)).toEqual(before)
  })

  test('of what is trusted is not followed: the poll ends, and what was trusted stays', async () => {
    const { gateway, world, root, elsewhere } = await onRealDisk()
    const trust = join(root, '/var/lib/cygnet/trust')
    await rename(trust, join(elsewhere, 'trust'))
    await symlink(join(elsewhere, 'trust'), trust)
    const before = await contentsOf(elsewhere)
    await world.release(3, { bundles: archiveBundles() })
    expect((await once(gateway)).trouble?.code).toBe('disk-unsafe')
    expect(await contentsOf(elsewhere)).toEqual(before)
  })
})

const contentsOf = async (folder: string): Promise<Record<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(files.map(async file => [file, await readFile(file, 'utf8')])))
}

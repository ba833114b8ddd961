import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { PACKAGE_NAME } from '../../schema/wire/runner-release.ts'
import { UPGRADE } from '../core/paths.ts'
import type { OwnPackage, PackageControl } from '../ports/own-package.ts'
import { ToolError } from '../ports/tool-error.ts'
import { succeed } from './process.ts'

/** By Node's names of them. */
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' } as const

/** Seconds for a hundred megabytes on a slow disk. */
const PATIENCE = { seconds: 300 }

/** The runner's package as dpkg knows it. `folder` is where it is packed: on the disk, which has more room than /tmp. */
export const dpkgPackage = (name = PACKAGE_NAME, folder = UPGRADE): OwnPackage => ({
  architecture: process.arch === 'x64' || process.arch === 'arm64' ? ARCHITECTURES[process.arch] : undefined,
  describe: async path =>
    controlIn(await succeed('dpkg-deb', ['--field', path, 'Package', 'Version', 'Architecture'])),
  repack: async () => {
    await mkdir(folder, { recursive: true })
    const work = await mkdtemp(join(folder, 'repack-'))
    try {
      const tree = join(work, 'tree')
      await layOut(name, tree)
      const made = join(work, 'made.deb')
      // The same compression as the package's own, at its fastest.
      const how = ['--root-owner-group', '-Zzstd', '-z1', '--build', tree, made]
      await succeed('dpkg-deb', how, PATIENCE)
      return new Uint8Array(await readFile(made))
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  },
})

const controlIn = (text: string): PackageControl => {
  const field = (name: string): string =>
    new RegExp(`^${name}: (\\S{1,100})$`, 'm').exec(text)?.[1] ?? 'nothing'
  return { name: field('Package'), version: field('Version'), architecture: field('Architecture') }
}

/** The installed files as they stand, and what dpkg keeps of the package's control folder. */
const layOut = async (name: string, tree: string): Promise<void> => {
  await makeFolder(tree, 0o755)
  await makeFolder(join(tree, 'DEBIAN'), 0o755)
  const listed = await succeed('dpkg-query', ['--listfiles', name])
  for (const path of listed.split('\n')) if (path.startsWith('/') && path !== '/.') await copy(path, tree)
  const scripts = await succeed('dpkg-query', ['--control-list', name])
  for (const script of scripts.split('\n').filter(one => /^[a-z0-9]+$/.test(one))) {
    const target = join(tree, 'DEBIAN', script)
    await writeFile(target, await succeed('dpkg-query', ['--control-show', name, script]))
    await chmod(target, script === 'md5sums' ? 0o644 : 0o755)
  }
  const status = await succeed('dpkg-query', ['--status', name])
  await writeFile(join(tree, 'DEBIAN/control'), withoutState(status))
}

/** What dpkg adds to a control file once the package is installed is no part of one. */
const withoutState = (status: string): string =>
  `${status.replaceAll(/^(?:Status|Config-Version|Conffiles):.*\n(?:[ \t].*\n)*/gm, '').trimEnd()}\n`

const copy = async (path: string, tree: string): Promise<void> => {
  const target = join(tree, path)
  const found = await unlessAbsent(lstat(path))
  // dpkg lists what it was told to leave out, as images do with documentation.
  if (found === undefined) return
  // /lib leads to /usr/lib on this machine, and is a folder in the package.
  const folder = await unlessAbsent(stat(path))
  if (folder?.isDirectory() === true) await makeFolder(target, folder.mode & 0o7777)
  else if (found.isSymbolicLink()) await symlink(await readlink(path), target)
  else if (found.isFile()) await copyFile(path, target)
  else throw new ToolError('refused', 'dpkg-deb', `${path} is nothing that a package can hold`)
  if (found.isFile()) await chmod(target, found.mode & 0o7777)
}

/** Whatever the umask of the service says. */
const makeFolder = async (path: string, mode: number): Promise<void> => {
  await mkdir(path, { recursive: true })
  await chmod(path, mode)
}

const unlessAbsent = async <T>(looking: Promise<T>): Promise<T | undefined> => {
  try {
    return await looking
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

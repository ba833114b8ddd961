import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { must } from '../program.ts'
import { chooseAccelerator } from './accelerator.ts'
import { type Base, ensureBase } from './base.ts'
import { cached, type Log } from './cache.ts'
import { freeze } from './freeze.ts'
import { DISK, digestOf } from './recipe.ts'

/** Everything a gateway starts from: a disk to copy on write, and the memory of a gateway that has booted from it. */
export const Image = z.object({
  base: z.object({ digest: z.string(), folder: z.string() }),
  accelerator: z.object({ name: z.string(), arguments: z.array(z.string()) }),
  disk: z.string(),
  memory: z.string(),
  /** The state of the devices that belongs to `memory`. */
  devices: z.string(),
})
export type Image = z.infer<typeof Image>

/**
 * Gives the image with the Debian package `deb` installed (or none), building what is missing in `cache`: half a
 * minute for the root filesystem, once; half a minute for each new package, most of it one boot.
 */
export const ensureImage = async (cache: string, deb: string | undefined, log: Log): Promise<Image> => {
  const base = await ensureBase(cache, log)
  const accelerator = await chooseAccelerator(cache, base, log)
  const sources = ['image.ts', 'freeze.ts', '../machine/hardware.ts']
  const content = deb === undefined ? '' : await contentOf(deb)
  const digest = digestOf(sources, base.digest, accelerator.name, content)
  const folder = await cached(cache, 'image', digest, async half => {
    await makeDisk(base, deb, half, log)
    log('lab: first boot, to be woken from ever after')
    await freeze(base, accelerator, half)
  })
  const at = (name: string): string => join(folder, name)
  return { base, accelerator, disk: at('disk.raw'), memory: at('memory'), devices: at('devices') }
}

/** What a package holds, file by file, without its dates: the same runner packed twice is the same image. */
const contentOf = async (deb: string): Promise<string> => {
  const unpacked = await mkdtemp(join(tmpdir(), 'cygnet-package-'))
  try {
    await must(['dpkg-deb', '-R', deb, unpacked])
    const list = `find . -printf '%p %m %l\\n' | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum`
    return (await must(['sh', '-c', list], { cwd: unpacked })).stdout
  } finally {
    await rm(unpacked, { recursive: true, force: true })
  }
}

const makeDisk = async (base: Base, deb: string | undefined, folder: string, log: Log): Promise<void> => {
  const disk = join(folder, 'disk.raw')
  await writeFile(disk, '')
  await truncate(disk, DISK * 2 ** 20)
  const pristine = join(base.folder, 'rootfs')
  if (deb === undefined) return format(pristine, disk)
  const copy = await mkdtemp(join(tmpdir(), 'cygnet-root-'))
  try {
    log('lab: installing the package into a copy of the root filesystem')
    const root = join(copy, 'root')
    await must(['cp', '-a', '--reflink=auto', pristine, root])
    await install(deb, root)
    await format(root, disk)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

const format = async (root: string, disk: string): Promise<void> => {
  await must(['mke2fs', '-q', '-F', '-t', 'ext4', '-E', 'lazy_itable_init=1', '-d', root, disk], {
    timeout: 300_000,
  })
}

/** By the real dpkg, with its scripts; services are enabled but not started: policy-rc.d says so, as in any chroot. */
const install = async (deb: string, root: string): Promise<void> => {
  const policy = join(root, 'usr/sbin/policy-rc.d')
  await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  await must(['cp', deb, join(root, 'root/package.deb')])
  await must(['chroot', root, 'dpkg', '--install', '/root/package.deb'], {
    timeout: 300_000,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  })
  await rm(join(root, 'root/package.deb'))
  await rm(policy)
}

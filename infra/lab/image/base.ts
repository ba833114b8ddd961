import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { LabError } from '../lab-error.ts'
import { must, run } from '../program.ts'
import { makeAuthority } from './authority.ts'
import { cached, type Log } from './cache.ts'
import {
  BOOT_MODULES,
  CERTIFICATE_IN_GUEST,
  digestOf,
  initProgram,
  KERNEL_PACKAGE,
  PACKAGES,
  SUITE,
  settle,
} from './recipe.ts'

/** A layer's folder: `rootfs/`, `vmlinuz`, `initrd.gz`, and the lab's authority: `ca.crt`, `control.crt`, `control.key`. */
export interface Base {
  readonly digest: string
  readonly folder: string
}

/** The layer that costs time and changes rarely: Debian, its kernel, the initial RAM disk. */
export const ensureBase = async (cache: string, log: Log): Promise<Base> => {
  const digest = digestOf(['recipe.ts', 'base.ts', 'authority.ts'])
  const folder = await cached(cache, 'base', digest, async half => {
    log('lab: root filesystem from Debian packages (about half a minute)')
    await makeRoot(join(half, 'rootfs'))
    const kernel = await addKernel(half)
    await makeAuthority(half)
    await copyFile(join(half, 'ca.crt'), join(half, 'rootfs', CERTIFICATE_IN_GUEST))
    await must(['chroot', join(half, 'rootfs'), 'sh', '-s'], { input: settle(kernel) })
    await makeInitrd(half, kernel)
  })
  return { digest, folder }
}

const makeRoot = async (root: string): Promise<void> => {
  const without = ['man', 'locale', 'doc', 'info'].map(name => `--dpkgopt=path-exclude=/usr/share/${name}/*`)
  const options = ['--variant=minbase', '--aptopt=Apt::Install-Recommends "false"', ...without]
  await must(['mmdebstrap', '--quiet', ...options, `--include=${PACKAGES.join(',')}`, SUITE, root], {
    timeout: 900_000,
  })
}

/** Unpacked and not installed: installing would want its own initrd tools and a boot loader. Gives its release name. */
const addKernel = async (folder: string): Promise<string> => {
  const name = await kernelName()
  const unpacked = join(folder, 'kernel')
  await mkdir(unpacked)
  await must(['apt-get', '-qq', '-o', 'APT::Sandbox::User=root', 'download', name], {
    cwd: unpacked,
    timeout: 300_000,
  })
  const deb = (await readdir(unpacked)).find(file => file.endsWith('.deb'))
  if (deb === undefined) throw new LabError('program', `apt-get downloaded no package for ${name}`)
  await must(['dpkg-deb', '-x', join(unpacked, deb), unpacked])
  const release = (await readdir(join(unpacked, 'lib/modules')))[0]
  if (release === undefined) throw new LabError('program', `${deb} holds no modules`)
  await copyFile(join(unpacked, 'boot', `vmlinuz-${release}`), join(folder, 'vmlinuz'))
  await mkdir(join(folder, 'rootfs/lib/modules'), { recursive: true })
  await must(['cp', '-a', join(unpacked, 'lib/modules', release), join(folder, 'rootfs/lib/modules')])
  await rm(unpacked, { recursive: true })
  return release
}

const kernelName = async (): Promise<string> => {
  const ask = async (): Promise<string | undefined> =>
    /Depends: (linux-image-\S+)/.exec((await run(['apt-cache', 'depends', KERNEL_PACKAGE])).stdout)?.[1]
  const known = await ask()
  if (known !== undefined) return known
  await must(['apt-get', '-qq', 'update'], { timeout: 300_000 })
  const fresh = await ask()
  if (fresh === undefined) throw new LabError('program', `apt knows no ${KERNEL_PACKAGE}`)
  return fresh
}

const makeInitrd = async (folder: string, kernel: string): Promise<void> => {
  const root = join(folder, 'rootfs')
  const tree = join(folder, 'initrd')
  for (const name of ['bin', 'modules', 'dev', 'proc', 'new'])
    await mkdir(join(tree, name), { recursive: true })
  const modules = await insertionOrder(root, kernel)
  for (const path of modules) await copyFile(join(root, path), join(tree, 'modules', basename(path)))
  await copyFile(join(root, 'bin/busybox'), join(tree, 'bin/busybox'))
  await writeFile(join(tree, 'init'), initProgram(modules.map(path => basename(path))), { mode: 0o755 })
  await must(['sh', '-c', 'find . | bin/busybox cpio -o -H newc 2>/dev/null | gzip -1 >../initrd.gz'], {
    cwd: tree,
  })
  await rm(tree, { recursive: true })
}

/** Paths of the modules and of all that they need, each once, in an order in which a plain insmod of each works. */
const insertionOrder = async (root: string, kernel: string): Promise<string[]> => {
  const answer = await must([
    'chroot',
    root,
    'modprobe',
    `--set-version=${kernel}`,
    '--show-depends',
    '--all',
    ...BOOT_MODULES,
  ])
  const paths = answer.stdout.split('\n').flatMap(line => /^insmod (\S+)/.exec(line)?.[1] ?? [])
  return [...new Set(paths)]
}

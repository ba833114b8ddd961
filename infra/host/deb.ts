import { execFile } from 'node:child_process'
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { bundleRunner } from './bundle.ts'
import { copyrightText } from './copyright.ts'

const exec = promisify(execFile)
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What to build. */
export interface DebOptions {
  /** The folder that the package is written to. */
  readonly out: string
  /** The package's version; the one in package.json when left out. */
  readonly version?: string
}

/** Debian's and npm's names of the architectures that there is a pinned Node for. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** The package of the pinned Node. */
const NODE = `node_modules/node-linux-${process.arch}`

/** The services, each of which runs in the sandbox. */
const SERVICES = ['cygnet-runner.service', 'cygnet-boot.service'] as const

/** The two daemons, each of which begins again by itself where the other does not run. */
const DAEMONS = [
  ['strongswan.service', 'strongswan-starter.service'],
  ['strongswan-starter.service', 'strongswan.service'],
] as const

const DEPENDS = [
  // What Node is linked with.
  'libc6 (>= 2.28)',
  'libstdc++6',
  'netplan.io',
  'systemd',
  'iproute2',
  // What answers through a tunnel before a change has to answer after it.
  'fping',
  'iptables',
  // `cygnet-runner doctor` finds the longest packet that a tunnel carries.
  'iputils-ping',
  // One of the two daemons, never both: on a gateway that already has one, the other would fight it for UDP 500.
  'charon-systemd | strongswan-charon',
  'libcharon-extra-plugins',
  // EAP-MSCHAPv2: what is not installed when strongSwan starts is not there when the first laptop calls.
  'libcharon-extauth-plugins',
  'libstrongswan-standard-plugins',
  // Certificate requests.
  'openssl',
  'ca-certificates',
]

/**
 * Builds the package `cygnet-runner` for this machine's architecture: the runner in one file, its own Node, units, the rules that
 * AppArmor lacks. Returns its path. Throws when dpkg-deb is missing.
 */
export const buildDeb = async ({ out, version }: DebOptions): Promise<string> => {
  const architecture = ARCHITECTURES[process.arch]
  if (architecture === undefined) throw new Error(`there is no package for ${process.arch}`)
  const full = version ?? (await packageVersion())
  const root = await mkdtemp(join(tmpdir(), 'cygnet-deb-'))
  try {
    await chmod(root, 0o755)
    await layOut(root, full)
    await writeControl(root, full, architecture)
    await mkdir(out, { recursive: true })
    const path = join(out, `cygnet-runner_${full}_${architecture}.deb`)
    // Fast zstd: Node compresses to a third of its size in seconds, and unpacks in one.
    await exec('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z3', '--build', root, path])
    return path
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

const layOut = async (root: string, version: string): Promise<void> => {
  const folder = async (path: string): Promise<string> => {
    await mkdir(join(root, path), { recursive: true, mode: 0o755 })
    return join(root, path)
  }
  const lib = await folder('usr/lib/cygnet')
  const libraries = await bundleRunner(lib, version)
  await copyNode(join(lib, 'node'))
  const doc = await folder('usr/share/doc/cygnet-runner')
  await writeFile(join(doc, 'copyright'), await copyrightText([NODE, ...libraries]))
  const launcher = join(await folder('usr/bin'), 'cygnet-runner')
  await copyFile(here('debian/cygnet-runner.sh'), launcher)
  await chmod(launcher, 0o755)
  await cp(here('apparmor'), await folder('usr/share/cygnet-runner/apparmor'), { recursive: true })
  for (const service of SERVICES) {
    await copyFile(here(`systemd/${service}`), join(await folder('lib/systemd/system'), service))
    const settings = await folder(`lib/systemd/system/${service}.d`)
    await copyFile(here('systemd/sandbox.conf'), join(settings, '10-sandbox.conf'))
  }
  const again = await readFile(here('systemd/strongswan.conf'), 'utf8')
  for (const [daemon, other] of DAEMONS) {
    const settings = await folder(`lib/systemd/system/${daemon}.d`)
    await writeFile(join(settings, '10-cygnet.conf'), again.replace('OTHER', other))
    if (daemon === 'strongswan-starter.service')
      await copyFile(here('systemd/strongswan-starter.conf'), join(settings, '20-cygnet.conf'))
  }
}

/** Without its symbols Node is a fifth smaller; where strip is missing it works as well. */
const copyNode = async (to: string): Promise<void> => {
  await copyFile(here(`../../${NODE}/bin/node`), to)
  await exec('strip', [to]).catch(() => undefined)
  await chmod(to, 0o755)
}

const writeControl = async (root: string, version: string, architecture: string): Promise<void> => {
  const folder = join(root, 'DEBIAN')
  await mkdir(folder, { mode: 0o755 })
  for (const script of ['postinst', 'prerm', 'postrm']) {
    await copyFile(here(`debian/${script}`), join(folder, script))
    await chmod(join(folder, script), 0o755)
  }
  const control = [
    'Package: cygnet-runner',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    // KiB, Debian policy §5.6.20: apt looks for so much room before it begins.
    `Installed-Size: ${await kibibytesOf(root)}`,
    'Maintainer: the cygnet project <cygnet@localhost>',
    'Section: net',
    'Priority: optional',
    `Depends: ${DEPENDS.join(', ')}`,
    'Description: keeps an IPsec gateway as its network topology says',
    ' Polls a signed repository, proves what it finds, applies it without being able',
    ' to cut the gateway off, and reports what happened.',
    '',
  ]
  await writeFile(join(folder, 'control'), control.join('\n'))
}

const kibibytesOf = async (folder: string): Promise<number> =>
  Number(
    (await exec('du', ['--summarize', '--block-size=1024', '--apparent-size', folder])).stdout.split('\t')[0],
  )

const packageVersion = async (): Promise<string> => {
  const parsed: unknown = JSON.parse(await readFile(here('../../package.json'), 'utf8'))
  if (
    typeof parsed === 'object' &&
    parsed !== null &&
    'version' in parsed &&
    typeof parsed.version === 'string'
  )
    return parsed.version
  throw new Error('package.json has no version')
}

import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dpkgPackage } from '../../runner/adapters/package-dpkg.ts'
import { UPGRADE } from '../../runner/core/paths.ts'
import {
  DPKG_WORDS,
  NEW_PACKAGE,
  OLD_PACKAGE,
  UPGRADE_SCRIPT,
  upgradeScript,
  WENT_BACK,
} from '../../runner/core/upgrade/upgrade-script.ts'
import { ownPackageContract } from '../contracts/own-package.ts'
import { Namespace } from './namespace.ts'

const exec = promisify(execFile)
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** A place for dpkg whose every change is forgotten, and programs that note how they were called in systemd's place. */
const PREPARE = `set -e
for folder in usr var; do
  mkdir -p /run/.$folder/changes /run/.$folder/work
  mount -t overlay overlay -o lowerdir=/$folder,upperdir=/run/.$folder/changes,workdir=/run/.$folder/work /$folder
done
for program in systemctl systemd-run; do
  printf '#!/bin/sh\\necho "\${SYSTEMD_OFFLINE:+offline }$(basename "$0") $*" >>/run/systemd.log\\n' >/run/$program
  chmod +x /run/$program
  rm -f /usr/bin/$program
  cp /run/$program /usr/bin/$program
done
# The script waits between two tries, and nobody has to wait here.
printf '#!/bin/sh\\n' >/usr/local/sbin/sleep
chmod +x /usr/local/sbin/sleep
mkdir -p /run/systemd/system ${UPGRADE}
`

let namespace: Namespace
let folder: string
const packages: Record<'old' | 'fresh' | 'broken', string> = { old: '', fresh: '', broken: '' }

/** A small package of the runner with its real maintainer scripts, or others: its program says which one it is. */
const build = async (version: string, scripts: Readonly<Record<string, string>> = {}): Promise<string> => {
  const tree = join(folder, `tree-${version}`)
  await rm(tree, { recursive: true, force: true })
  for (const path of ['DEBIAN', 'usr/bin', 'usr/lib/cygnet', 'lib/systemd/system'])
    await mkdir(join(tree, path), { recursive: true })
  const control = `Package: cygnet-runner\nVersion: ${version}\nArchitecture: amd64\nMaintainer: nobody <nobody@localhost>\nDescription: a test\n of two lines\n`
  await writeFile(join(tree, 'DEBIAN/control'), control)
  for (const script of ['postinst', 'prerm', 'postrm'])
    await copyFile(here(`../../infra/host/debian/${script}`), join(tree, 'DEBIAN', script))
  for (const [script, text] of Object.entries(scripts))
    await writeFile(join(tree, 'DEBIAN', script), text, { mode: 0o755 })
  await writeFile(join(tree, 'usr/bin/cygnet-runner'), `#!/bin/sh\necho ${version}\n`)
  await writeFile(join(tree, `usr/lib/cygnet/only-in-${version}`), '')
  await copyFile(
    here('../../infra/host/systemd/cygnet-runner.service'),
    join(tree, 'lib/systemd/system/cygnet-runner.service'),
  )
  for (const path of ['usr/bin/cygnet-runner', 'DEBIAN/postinst', 'DEBIAN/prerm', 'DEBIAN/postrm'])
    await chmod(join(tree, path), 0o755)
  const made = join(folder, `${version}.deb`)
  await exec('dpkg-deb', ['--root-owner-group', '-Zzstd', '--build', tree, made])
  return made
}

/** The installed package, packed again by the code of the runner, in the namespace, with the umask of the service. */
const repack = async (to: string): Promise<void> => {
  const adapter = JSON.stringify(new URL('../../runner/adapters/package-dpkg.ts', import.meta.url).href)
  const program = `import { dpkgPackage } from ${adapter}
import { writeFileSync } from 'node:fs'
process.umask(0o077)
writeFileSync(${JSON.stringify(to)}, await dpkgPackage().repack())`
  await namespace.must(process.execPath, ['--input-type=module', '-e', program])
}

const script = async (way: string): Promise<void> => {
  await namespace.must('sh', [UPGRADE_SCRIPT, way])
}

/** What is installed: as dpkg says, as the program itself says, and its files. */
const installed = async (): Promise<string> =>
  await namespace.must('sh', [
    '-c',
    "dpkg-query -W -f '${Version} ${Status}: ' cygnet-runner; cygnet-runner --version; dpkg -L cygnet-runner | sort; dpkg --verify cygnet-runner",
  ])

const textOf = async (path: string): Promise<string> => (await namespace.run('cat', [path])).stdout

const systemdHeard = async (): Promise<string[]> =>
  (await textOf('/run/systemd.log')).split('\n').slice(0, -1)

let before: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runner-upgrade-'))
  await chmod(folder, 0o755)
  packages.old = await build('0.1.0')
  packages.fresh = await build('0.2.0')
  packages.broken = await build('0.3.0', { postinst: '#!/bin/sh\necho the stars are wrong >&2\nexit 7\n' })
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

beforeEach(async () => {
  namespace = await Namespace.create()
  await namespace.must('sh', ['-c', PREPARE])
  await namespace.must('dpkg', ['--install', packages.old])
  before = await installed()
  await repack(OLD_PACKAGE)
  await namespace.write(UPGRADE_SCRIPT, upgradeScript(UPGRADE), 0o600)
  await namespace.write('/run/systemd.log', '')
  return async () => await namespace[Symbol.asyncDispose]()
})

const offer = async (path: string): Promise<void> => {
  await namespace.must('cp', [path, NEW_PACKAGE])
}

/** As a gateway's dpkg knows it; a file that a test puts somewhere lies where this machine's dpkg-deb finds it, too. */
ownPackageContract(
  'dpkg',
  async () =>
    await Promise.resolve({
      ownPackage: {
        ...dpkgPackage(),
        repack: async () => {
          await repack(join(folder, 'again.deb'))
          return await readFile(join(folder, 'again.deb'))
        },
      },
      installed: { name: 'cygnet-runner', version: '0.1.0', architecture: 'amd64' },
      put: async bytes => {
        await writeFile(join(folder, 'put.deb'), bytes)
        return join(folder, 'put.deb')
      },
    }),
)

test('the installed package, packed again, holds what it held, and installs as what it was', async () => {
  await repack(join(folder, 'again.deb'))
  const contents = async (path: string): Promise<string[]> =>
    (await exec('dpkg-deb', ['--contents', path])).stdout
      .split('\n')
      .map(line => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, ''))
      .sort()
  expect(await contents(join(folder, 'again.deb'))).toEqual(await contents(packages.old))
  await namespace.must('dpkg', ['--install', OLD_PACKAGE])
  expect(await installed()).toBe(before)
})

describe('the script', () => {
  test('installs the new runner, and puts the old one back with the service stopped meanwhile', async () => {
    await offer(packages.fresh)
    await script('forth')
    expect(await installed()).toMatch(/^0\.2\.0 install ok installed: 0\.2\.0\n/)
    await namespace.write('/run/systemd.log', '')
    await script('back')
    expect(await installed()).toBe(before)
    expect(await textOf(WENT_BACK)).toBe('late\n')
    const heard = await systemdHeard()
    expect([heard[0], heard.at(-1)]).toEqual([
      'systemctl stop cygnet-runner.service',
      'systemctl start cygnet-runner.service',
    ])
  })

  test('leaves a runner that has settled', async () => {
    await offer(packages.fresh)
    await script('forth')
    await namespace.must('rm', [OLD_PACKAGE])
    for (const way of ['back', 'boot']) await script(way)
    expect(await installed()).toMatch(/^0\.2\.0 install ok installed/)
    expect(await textOf(WENT_BACK)).toBe('')
    expect((await systemdHeard()).at(-1)).toBe('systemctl start cygnet-runner.service')
  })

  test('goes back from what dpkg does not configure, and keeps its words', async () => {
    await offer(packages.broken)
    await script('forth')
    expect(await installed()).toBe(before)
    expect(await textOf(WENT_BACK)).toBe('refused\n')
    expect(await textOf(DPKG_WORDS)).toContain('the stars are wrong')
  })

  test('at a boot mends what a power cut left of dpkg, and waits for no service', async () => {
    await offer(packages.fresh)
    await namespace.must('dpkg', ['--unpack', NEW_PACKAGE])
    await namespace.write('/run/systemd.log', '')
    await script('boot')
    expect(await installed()).toBe(before)
    expect(await textOf(WENT_BACK)).toBe('boot\n')
    const heard = await systemdHeard()
    expect(heard.filter(line => !line.startsWith('offline '))).toEqual([
      'systemd-run --quiet --collect --on-active=30s systemctl daemon-reload',
    ])
    expect(heard.length).toBeGreaterThan(1)
  })

  test.each(['preinst', 'postinst'])(
    'with a dpkg that is killed in its %s ends with a whole runner',
    async moment => {
      await offer(await build('0.4.0', { [moment]: '#!/bin/sh\nkill -KILL "$PPID"\n' }))
      await script('forth')
      expect(await installed()).toBe(before)
      expect(await textOf(WENT_BACK)).toBe('refused\n')
    },
  )
})

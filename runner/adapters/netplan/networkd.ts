import { existsSync } from 'node:fs'
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LIVE_NETWORKD } from '../../core/paths.ts'
import { run, succeed } from '../process.ts'
import { isDescription, type NetplanFiles, netplanFiles, recognisable } from './files.ts'

/**
 * The descriptions that networkd has read, as further names of the very files: it leaves a link alone as long as its file is the
 * same one, of the same time. netplan writes all of them anew at each run, and systemd runs it at each `daemon-reload`.
 */
const READ = '/run/cygnet/networkd'

/** cygnet's settings of networkd itself, the one that counts first. It reads them when it begins, and never again. */
const SETTINGS = [LIVE_NETWORKD, '/etc/systemd/networkd.conf.d/60-cygnet.conf'] as const
const NOTED_SETTINGS = `${READ}/settings`

/** What networkd has read. */
export interface Read {
  readonly files: NetplanFiles
  /** What it has read of cygnet's settings, as far as anybody knows. */
  readonly settings: string
}

/** What networkd has read; where nobody has noted that, it is noted now: the files that are there, and these settings. */
export const readByNetworkd = async (settings: string): Promise<Read> => {
  if (!existsSync(READ)) await noteAsRead(settings)
  return { files: await netplanFiles(READ), settings: await textOf(NOTED_SETTINGS) }
}

/** cygnet's settings of networkd as they stand; empty where there are none. */
export const settingsThere = async (): Promise<string> => {
  const texts = await Promise.all(SETTINGS.map(textOf))
  return texts.find(text => text !== '') ?? ''
}

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

/** Notes what stands in networkd's folder as what it has read, and these as its settings. */
export const noteAsRead = async (settings: string): Promise<void> => {
  const fresh = `${READ}.new`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { recursive: true })
  for (const path of (await netplanFiles()).keys()) {
    if (!isDescription(path)) continue
    await mkdir(dirname(fresh + path), { recursive: true })
    await link(path, fresh + path)
  }
  await writeFile(`${fresh}/settings`, settings)
  await rm(READ, { recursive: true, force: true })
  await rename(fresh, READ)
}

/**
 * Puts what netplan has generated below `root` in the place of what stands there: what networkd has read already as the same
 * file, all else recognisably. `anew`: networkd is about to read everything. Each file is there as a whole or not at all.
 */
export const putInPlace = async (
  root: string,
  paths: readonly string[],
  { wanted, read, anew }: { wanted: NetplanFiles; read: NetplanFiles; anew: boolean },
): Promise<void> => {
  for (const path of paths) {
    const text = recognisable(path, wanted)
    const known = read.get(path)
    const unread = known !== text && (anew || known !== wanted.get(path))
    if (!wanted.has(path)) await rm(path, { force: true })
    else {
      await makeFolder(dirname(path))
      if (unread) await writeFile(root + path, text)
      else {
        await rm(root + path)
        await link(READ + path, root + path)
      }
      await rename(root + path, path)
    }
  }
}

/** For everybody to read, whatever the runner's own files are made like. */
const makeFolder = async (folder: string): Promise<void> => {
  if ((await mkdir(folder, { recursive: true })) !== undefined) await chmod(folder, 0o755)
}

/** False where networkd does not answer, not running for example: netplan knows what to do then. */
export const reload = async (): Promise<boolean> => (await run('networkctl', ['reload'])).code === 0

/** Has networkd begin anew, which leaves addresses alone that it knows again. */
export const restart = async (): Promise<void> => {
  await succeed('systemctl', ['restart', 'systemd-networkd.service'])
}

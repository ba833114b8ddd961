import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Netplan } from '../../ports/netplan.ts'
import { ToolError } from '../../ports/tool-error.ts'
import { type Ran, run, succeed } from '../process.ts'
import { isDescription, isNetworkdsAlone, type NetplanFiles, netplanFiles, saysTheSame } from './files.ts'
import {
  noteAsRead,
  putInPlace,
  type Read,
  readByNetworkd,
  reload,
  restart,
  settingsThere,
} from './networkd.ts'
import { doomedVlans, liveVlans, mustBeReadAnew } from './vlans.ts'

/** What `netplan generate` calls. Called by itself it spares a slow gateway the start of a Python. */
const GENERATOR = '/usr/libexec/netplan/generate'

/** Where netplan reads. */
const SOURCES = ['/run/netplan', '/etc/netplan', '/lib/netplan'] as const

/** netplan by its command line; `scratch` is a folder in memory for the files that are only tried. */
export const netplanCli = (scratch = '/run'): Netplan => ({
  check: async text => {
    const refusal = await refusalOf(scratch, async root => {
      await mkdir(join(root, 'etc/netplan'), { recursive: true })
      await rm(join(root, 'run/netplan/60-cygnet.yaml'), { force: true })
      await writeFile(join(root, 'etc/netplan/60-cygnet.yaml'), text, { mode: 0o600 })
    })
    if (refusal === undefined) return
    // Somebody may be writing a file of his own right now.
    const standing = await refusalOf(scratch, () => Promise.resolve())
    throw standing === undefined
      ? new ToolError('refused', 'netplan', refusal)
      : new ToolError('hindered', 'netplan', `it refuses what is there without this change: ${standing}`)
  },
  generate: async () => {
    await generate()
    // Before it starts: it will read these settings, unless it was there before the runner ever was.
    await readByNetworkd(await settingsThere())
  },
  apply: () =>
    tried(scratch, async root => {
      await generate('--root-dir', root)
      const [wanted, read, settings] = [
        await netplanFiles(root),
        await readByNetworkd(''),
        await settingsThere(),
      ]
      const change = await changeTo(wanted, read, settings)
      if (change.isNetworkdsAlone) await tellNetworkd(root, change, { wanted, read: read.files })
      else await applyAll(change)
      await noteAsRead(change.anew ? settings : read.settings)
    }),
})

/** What netplan has against the files that are here once they are prepared; undefined when nothing. */
const refusalOf = async (
  scratch: string,
  prepare: (root: string) => Promise<void>,
): Promise<string | undefined> =>
  await tried(scratch, async root => {
    await prepare(root)
    const ran = await generator('--root-dir', root)
    return ran.code === 0 ? undefined : wordsOf(ran, root)
  })

/** What has to happen before netplan's files hold. */
interface Change {
  readonly doomed: readonly string[]
  /** Whether networkd has to begin anew. */
  readonly anew: boolean
  /** Paths to put in place, all of networkd's among them. */
  readonly paths: readonly string[]
  /** Something differs, and nobody but networkd needs to know. */
  readonly isNetworkdsAlone: boolean
}

const changeTo = async (wanted: NetplanFiles, known: Read, settings: string): Promise<Change> => {
  const [there, read] = [await netplanFiles(), known.files]
  const doomed = doomedVlans([there, read], wanted, await liveVlans())
  const all = [...new Set([...wanted.keys(), ...there.keys(), ...read.keys()])]
  const differing = all.filter(
    path => !saysTheSame(path, there, wanted) || (isDescription(path) && !saysTheSame(path, read, wanted)),
  )
  return {
    doomed,
    anew:
      doomed.length > 0 ||
      [there, read].some(files => mustBeReadAnew(files, wanted)) ||
      (settings !== '' && settings !== known.settings),
    paths: all.filter(path => isDescription(path) || differing.includes(path)),
    isNetworkdsAlone:
      doomed.length + differing.length > 0 &&
      isNetworkdsAlone(differing, [there, wanted], existsSync('/run/NetworkManager')),
  }
}

/** Devices go first: a description that is still there is what an interrupted change finds them by. */
const tellNetworkd = async (
  root: string,
  { doomed, anew, paths }: Change,
  files: { readonly wanted: NetplanFiles; readonly read: NetplanFiles },
): Promise<void> => {
  await remove(doomed)
  await putInPlace(root, paths, { ...files, anew })
  if (anew) await restart()
  else if (!(await reload())) await netplanApply()
}

const applyAll = async ({ doomed, anew }: Change): Promise<void> => {
  await remove(doomed)
  if (anew) {
    await generate()
    await restart()
  }
  await netplanApply()
}

const netplanApply = async (): Promise<void> => {
  await succeed('netplan', ['apply'], { seconds: 45 })
}

/** networkd leaves a virtual device as it is when its file goes or says something else. One that is already gone is fine. */
const remove = async (devices: readonly string[]): Promise<void> => {
  for (const device of devices) await run('ip', ['link', 'delete', 'dev', device])
}

/** Does something in a root of its own, which has all that netplan reads here: an interface of which it lacked the file would be taken away. */
const tried = async <T>(scratch: string, act: (root: string) => Promise<T>): Promise<T> => {
  const root = await mkdtemp(join(scratch, 'cygnet-netplan-'))
  try {
    for (const source of SOURCES.filter(folder => existsSync(folder)))
      await cp(source, join(root, source), { recursive: true })
    return await act(root)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** netplan's generator. Releases that do not have it as a program of its own have it as a command. */
const generator = async (...args: readonly string[]): Promise<Ran> => {
  try {
    return await run(GENERATOR, args)
  } catch (error) {
    if (error instanceof ToolError && error.code === 'missing')
      return await run('netplan', ['generate', ...args])
    throw error
  }
}

const generate = async (...args: readonly string[]): Promise<void> => {
  const ran = await generator(...args)
  if (ran.code !== 0) throw new ToolError('failed', 'netplan', wordsOf(ran, args.at(-1) ?? ''))
}

const wordsOf = ({ code, out, words }: Ran, root: string): string =>
  (words || out).replaceAll(root || '\0', '').trim() || `exit code ${code}`

import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { isNetworkPath, NETWORK_FOLDERS } from '../schema/topology/beside/attachments.ts'
import { CommandError } from './command-error.ts'

/** The files of a topology, and of the folders beside it that are read, by the path that problems show. */
export type TopologyFiles = ReadonlyMap<string, string>

/** Reads the topology in a folder of the disk. Throws a CommandError when there is none or it is not UTF-8. */
export const readFolder = async (folder: string): Promise<TopologyFiles> => {
  if (!(await isFolder(folder))) throw await noFolder(folder)
  const inside = await Promise.all(
    NETWORK_FOLDERS.map(async one => {
      const names = await listed(path.join(folder, one), one === 'topology')
      return names.map(name => `${one}/${name}`)
    }),
  )
  const names = [...(await listed(folder)), ...inside.flat()].filter(isNetworkPath)
  const files = new Map<string, string>()
  for (const name of names) {
    const shown = path.join(folder, name)
    files.set(shown, decodeText(await readFile(shown), shown))
  }
  if (!names.some(name => /\.ya?ml$/.test(name)))
    throw new CommandError(
      'usage',
      `there is no topology in ${folder}: neither topology.yaml nor topology/*.yaml`,
      NETWORK_FOLDERS.some(one => one === path.basename(path.resolve(folder)))
        ? 'name the folder above it'
        : 'name the folder that holds it, or run cygnet init in a new one',
    )
  return files
}

const noFolder = async (name: string): Promise<CommandError> => {
  const isThere = (await stat(name).catch(() => undefined)) !== undefined
  return isThere
    ? new CommandError(
        'usage',
        `${name} is no folder`,
        `name the folder that it is in: ${path.dirname(name)}`,
      )
    : new CommandError('usage', `there is no folder ${name}`, 'name the folder that holds topology.yaml')
}

/** Text from bytes; a CommandError where they are not UTF-8. */
export const decodeText = (bytes: Uint8Array, shown: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch (cause) {
    throw new CommandError('unreadable', `${shown} is not UTF-8 text`, 'save it as UTF-8', cause)
  }
}

/** True when the path is a folder, or leads to one. */
export const isFolder = async (name: string): Promise<boolean> =>
  (await stat(name).catch(() => undefined))?.isDirectory() ?? false

const listed = async (folder: string, recursive = false): Promise<string[]> => {
  if (!(await isFolder(folder))) return []
  const entries = await readdir(folder, { withFileTypes: true, recursive })
  return entries
    .filter(entry => !entry.isDirectory())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
}

import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { withBroadcasts } from '../../core/kernel/networkd-text.ts'
import { errorCode } from '../atomic-disk.ts'

/** Where netplan writes for those who make interfaces: networkd, systemd, NetworkManager, udev. */
const FOLDERS = [
  '/run/systemd/network',
  '/run/systemd/system',
  '/run/NetworkManager/system-connections',
  '/run/NetworkManager/conf.d',
  '/run/udev/rules.d',
] as const
const DESCRIPTION = /^\/run\/systemd\/network\/10-netplan-[^/]+\.(?:network|netdev)$/
/** Tells NetworkManager, and nobody else, what to leave alone. */
const UNMANAGED = '/run/udev/rules.d/90-netplan.rules'

/** What udev gives a link when it appears. */
const LINK = /^\/run\/systemd\/network\/10-netplan-[^/]+\.link$/

/** What netplan has generated, by path. */
export type NetplanFiles = ReadonlyMap<string, string>

/** Everything that netplan has generated below a root; a folder or a file that is not there holds nothing. What cannot be read is thrown. */
export const netplanFiles = async (root = ''): Promise<NetplanFiles> => {
  const paths = (await Promise.all(FOLDERS.map(folder => filesBelow(root, folder)))).flat()
  const texts = await Promise.all(paths.map(path => readFile(root + path, 'utf8').catch(whereAbsent(''))))
  return new Map(paths.map((path, n) => [path, texts[n] ?? '']))
}

const filesBelow = async (root: string, folder: string): Promise<string[]> => {
  const entries = await readdir(root + folder, { recursive: true, withFileTypes: true }).catch(
    whereAbsent([]),
  )
  return entries
    .filter(entry => entry.isFile() && basename(entry.name).includes('netplan'))
    .map(entry => join(entry.parentPath.slice(root.length), entry.name))
}

/** An interface whose description seems not to be there is taken away: so only what is not there is taken for that. */
const whereAbsent =
  <T>(nothing: T) =>
  (error: unknown): T => {
    if (errorCode(error) === 'ENOENT') return nothing
    throw error
  }

/** Whether networkd reads this file again when it is told to. */
export const isDescription = (path: string): boolean => DESCRIPTION.test(path)

/**
 * The text by which networkd knows its addresses again. It gives those of WireGuard no broadcast address, so neither do we.
 */
export const recognisable = (path: string, files: NetplanFiles): string => {
  const text = files.get(path) ?? ''
  const device = files.get(path.replace(/\.network$/, '.netdev')) ?? ''
  const plain = !path.endsWith('.network') || /^Kind=wireguard$/m.test(device)
  return plain ? text : withBroadcasts(text)
}

/** Whether files in force say what netplan says in these, word by word or recognisably. */
export const saysTheSame = (path: string, inForce: NetplanFiles, wanted: NetplanFiles): boolean =>
  inForce.get(path) === wanted.get(path) ||
  (wanted.has(path) && inForce.get(path) === recognisable(path, wanted))

/**
 * Whether it is networkd alone that has to be told of what differs at these paths. Where NetworkManager runs, that must hear
 * through udev first which links are not its own.
 */
export const isNetworkdsAlone = (
  paths: readonly string[],
  [there, wanted]: readonly [NetplanFiles, NetplanFiles],
  networkManager: boolean,
): boolean =>
  paths.every(
    path =>
      isDescription(path) ||
      (path === UNMANAGED && !networkManager) ||
      (LINK.test(path) && udevsShare(there.get(path)) === udevsShare(wanted.get(path))),
  )

/** What only udev sets on a link that is there. An MTU networkd sets, too; wake-on-LAN is off where netplan is not told of it. */
const udevsShare = (link = ''): string =>
  (link.split('[Link]\n')[1] ?? '').replace(/^(?:MTUBytes=.*|WakeOnLan=off)\n/gm, '').trim()

import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

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
const DEVICE = /^\/run\/systemd\/network\/10-netplan-([A-Za-z0-9_.-]{1,15})\.netdev$/

/** What netplan has generated, by path. */
export type NetplanFiles = ReadonlyMap<string, string>

/** Reads everything that netplan has generated; a folder or a file that is not there holds nothing. */
export const netplanFiles = async (): Promise<NetplanFiles> => {
  const paths = (await Promise.all(FOLDERS.map(filesBelow))).flat()
  const texts = await Promise.all(paths.map(path => readFile(path, 'utf8').catch(() => '')))
  return new Map(paths.map((path, n) => [path, texts[n] ?? '']))
}

const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter(entry => entry.isFile() && basename(entry.name).includes('netplan'))
    .map(entry => join(entry.parentPath, entry.name))
}

/**
 * Whether two states differ, and in nothing but what networkd reads again on `networkctl reload`. Where NetworkManager runs,
 * it must be told through udev first which links are not its own.
 */
export const onlyNetworkdDiffers = (
  before: NetplanFiles,
  after: NetplanFiles,
  networkManager: boolean,
): boolean => {
  const paths = [...new Set([...before.keys(), ...after.keys()])]
  const differing = paths.filter(path => before.get(path) !== after.get(path))
  const read = (path: string): boolean => DESCRIPTION.test(path) || (path === UNMANAGED && !networkManager)
  return differing.length > 0 && differing.every(read)
}

/** VLANs that are gone, or that cannot become what is described now. Other virtual devices are never cygnet's. */
export const staleVlans = (before: NetplanFiles, after: NetplanFiles): string[] =>
  [...before].flatMap(([path, text]) => {
    const name = DEVICE.exec(path)?.[1]
    const stale = name !== undefined && isVlan(text) && madeWith(text) !== madeWith(after.get(path))
    return stale ? [name] : []
  })

const isVlan = (text: string): boolean => /^Kind=vlan$/m.test(text)

/** What a device was made with for good: an MTU can be changed while it lives, all else (a VLAN's number) cannot. */
const madeWith = (text: string | undefined): string | undefined => text?.replace(/^MTUBytes=.*\n/m, '')

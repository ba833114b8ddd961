import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { CommandError } from '../../command-error.ts'
import { isFolder } from '../../topology-folder.ts'
import { HostFolder } from './host-folder.ts'

/** Single files that take the place of those in the host's folder. */
export interface NamedFiles {
  readonly ipsecConf?: string
  readonly ipsecSecrets?: string
  readonly swanctl?: string
  readonly netplan?: string
  readonly iptables?: string
  readonly addresses?: string
}

/** The files of a host by what the command line names. Throws a CommandError when something of it is not there. */
export const hostFiles = async (root: string | undefined, names: NamedFiles): Promise<HostFolder> => {
  const all: readonly (readonly [string, string | undefined])[] = [
    ['/etc/ipsec.conf', names.ipsecConf],
    ['/etc/ipsec.secrets', names.ipsecSecrets],
    ['/etc/swanctl/swanctl.conf', names.swanctl],
    ['/etc/netplan/01-netcfg.yaml', names.netplan],
    ['/iptables-save.txt', names.iptables],
    ['/ip-address.json', names.addresses],
  ]
  const instead = new Map(all.flatMap(([name, file]) => (file === undefined ? [] : [[name, file] as const])))
  if (root === undefined && instead.size === 0)
    throw new CommandError(
      'usage',
      'there is nothing to import',
      "name a folder with the host's files, or single files (--ipsec-conf …)",
    )
  if (root !== undefined && !(await isFolder(root)))
    throw new CommandError(
      'usage',
      `${root} is no folder`,
      "name the folder that holds the host's etc, or a single file: cygnet import --help",
    )
  for (const file of instead.values())
    await readFile(file).catch((cause: unknown) => {
      throw new CommandError('usage', `${file} cannot be read`, 'name a file that exists', cause)
    })
  return new HostFolder(root, instead)
}

/** Refuses a folder in which nothing was found: a gateway without anything would look like a host that was imported. */
export const mustHoldSomething = async (root: string | undefined, files: HostFolder): Promise<void> => {
  if (files.texts().size > 0) return
  throw new CommandError(
    'usage',
    `nothing that an import reads is in ${root ?? 'these files'}`,
    `name the folder that holds the host's etc${await nearby(root ?? '.')}`,
  )
}

/** The folder that was meant, one step up or down. */
const nearby = async (root: string): Promise<string> => {
  const names = (await readdir(root)).sort()
  if (path.basename(path.resolve(root)) === 'etc') return `: ${path.dirname(path.resolve(root))}`
  for (const name of names)
    if (await isFolder(path.join(root, name, 'etc'))) return `: ${path.join(root, name)}`
  return ', as the host has it: etc/ipsec.conf, etc/swanctl, etc/netplan'
}

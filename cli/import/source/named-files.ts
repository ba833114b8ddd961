import { readFile } from 'node:fs/promises'
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
    throw new CommandError('usage', `there is no folder ${root}`, "name the folder that holds the host's etc")
  for (const file of instead.values())
    await readFile(file).catch((cause: unknown) => {
      throw new CommandError('usage', `${file} cannot be read`, 'name a file that exists', cause)
    })
  return new HostFolder(root, instead)
}

import { isCredentialPath, type ManagedPath } from '../../../schema/wire/managed-paths.ts'
import { readSettings } from '../../core/kernel/sysctl-text.ts'
import type { OpenFiles } from '../../core/keys/open.ts'
import type { Rules } from '../../ports/firewall.ts'
import type { Daemon, IpsecTexts } from '../../ports/ipsec.ts'

/** A netplan file that configures nothing: it hides the one in /etc while a change is tried. */
const NO_NETPLAN = 'network:\n  version: 2\n'

/** A generation's text for a path; empty when it has none. */
export const textOf = (files: OpenFiles, path: ManagedPath): string => files.get(path)?.text ?? ''

/** Where each daemon reads what. */
const PLACES = {
  swanctl: {
    connections: '/etc/swanctl/conf.d/cygnet.conf',
    secrets: '/etc/swanctl/conf.d/cygnet.secrets.conf',
    folder: '/etc/swanctl/',
  },
  'ipsec.conf': {
    connections: '/etc/ipsec.d/cygnet.conf',
    secrets: '/etc/ipsec.d/cygnet.secrets',
    folder: '/etc/ipsec.d/',
  },
} as const

/** The texts of a generation that its IKE daemon is given. */
export const ipsecTexts = (files: OpenFiles, daemon: Daemon): IpsecTexts => {
  const { connections, secrets, folder } = PLACES[daemon]
  return {
    daemon,
    connections: textOf(files, connections),
    secrets: textOf(files, secrets),
    settings: textOf(files, '/etc/strongswan.d/cygnet.conf'),
    credentials: new Map(
      [...files.values()]
        .filter(({ path }) => isCredentialPath(path) && path.startsWith(folder))
        .map(({ path, text }) => [path, text]),
    ),
  }
}

/** The texts of a generation that the packet filter is given. */
export const firewallRules = (files: OpenFiles, backend: Rules['backend']): Rules => ({
  backend,
  v4: textOf(files, '/etc/cygnet/iptables.v4'),
  v6: textOf(files, '/etc/cygnet/iptables.v6'),
})

/** The kernel settings of a generation. Throws a `SyntaxError` when they are not understood. */
export const kernelSettings = (files: OpenFiles): ReadonlyMap<string, string> =>
  readSettings(textOf(files, '/etc/sysctl.d/60-cygnet.conf'))

/** The netplan text of a generation, one that configures nothing when it has none. */
export const netplanText = (files: OpenFiles): string =>
  textOf(files, '/etc/netplan/60-cygnet.yaml') || NO_NETPLAN

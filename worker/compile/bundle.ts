import type { Bundle, ManagedFile, Piece } from '../../schema/wire/bundle.ts'
import type { BundleSecret } from '../../schema/wire/bundle-secret.ts'
import type { ManagedPath } from '../../schema/wire/managed-paths.ts'
import type { Connection } from './connection.ts'
import type { HostConfig } from './host-config.ts'
import { iptablesText } from './iptables.ts'
import { netplanText } from './netplan.ts'
import { networkdText } from './networkd.ts'
import { strongswanPieces } from './strongswan-d.ts'
import { secretsPieces, swanctlPieces } from './swanctl.ts'
import { sysctlText } from './sysctl.ts'

/** The one maker of a Bundle: every file of the gateway in its own syntax, secrets as references. docs/protocol.md §3. */
export const bundleOf = (host: HostConfig): Bundle => ({
  cygnet: 1,
  network: host.network,
  gateway: host.gateway,
  daemon: host.daemon,
  firewall: host.firewallBackend,
  every: host.every,
  files: filesOf(host).sort((a, b) => (a.path < b.path ? -1 : 1)),
  secrets: host.connections.map(connection => secretOf(connection)).sort((a, b) => (a.id < b.id ? -1 : 1)),
  probes: host.probes,
})

const filesOf = (host: HostConfig): ManagedFile[] => [
  // Nothing managed, nothing said: netplan need not even be there.
  ...(host.interfaces.length > 0
    ? [file('/etc/netplan/60-cygnet.yaml', 0o600, [netplanText(host.interfaces)])]
    : []),
  file('/etc/systemd/networkd.conf.d/60-cygnet.conf', 0o644, [networkdText()]),
  file('/etc/swanctl/conf.d/cygnet.conf', 0o644, swanctlPieces(host.connections)),
  file('/etc/swanctl/conf.d/cygnet.secrets.conf', 0o600, secretsPieces(host.connections)),
  file('/etc/strongswan.d/cygnet.conf', 0o644, strongswanPieces()),
  file('/etc/cygnet/iptables.v4', 0o644, [iptablesText(host.firewall.v4)]),
  file('/etc/cygnet/iptables.v6', 0o644, [iptablesText(host.firewall.v6)]),
  file('/etc/sysctl.d/60-cygnet.conf', 0o644, [sysctlText(host.sysctls)]),
]

const file = (path: ManagedPath, mode: ManagedFile['mode'], content: Piece[]): ManagedFile => ({
  path,
  mode,
  content,
})

const secretOf = ({ name, secret }: Connection): BundleSecret =>
  secret.kind === 'derived'
    ? { id: name, kind: 'derived', tunnel: name, epoch: secret.epoch, peer: secret.peerKey }
    : { id: name, kind: 'sealed', name: secret.name, holds: secret.holds, box: secret.box }

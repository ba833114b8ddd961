import type { Bundle, ManagedFile } from '../../schema/wire/bundle.ts'
import { bundleSecrets } from './bundle-secrets.ts'
import type { HostConfig } from './host/host-config.ts'
import { daemonFiles, file } from './texts/daemon-files.ts'
import { iptablesText } from './texts/iptables.ts'
import { netplanText } from './texts/netplan.ts'
import { networkdText } from './texts/networkd.ts'
import { sysctlText } from './texts/sysctl.ts'

/** The one maker of a Bundle: every file of the gateway in its own syntax, secrets as references. docs/protocol.md §3. */
export const bundleOf = (host: HostConfig): Bundle => ({
  cygnet: 1,
  network: host.network,
  gateway: host.gateway,
  daemon: host.daemon,
  firewall: host.firewallBackend,
  every: host.every,
  ...(host.window && { window: host.window }),
  // The default is left out: a bundle that says nothing new keeps its bytes.
  ...(host.drift === 'repair' ? { drift: host.drift } : {}),
  // A gateway whose runner is as old as this key, and is told nothing of it, never sees it: docs/protocol.md §10.6.
  ...(host.runner && { runner: host.runner }),
  ...(host.measuring && { monitor: host.measuring.monitor }),
  files: filesOf(host).sort((a, b) => (a.path < b.path ? -1 : 1)),
  secrets: bundleSecrets(host),
  probes: host.probes,
})

const filesOf = (host: HostConfig): ManagedFile[] => [
  // Nothing managed, nothing said: netplan need not even be there.
  ...(host.interfaces.length > 0
    ? [file('/etc/netplan/60-cygnet.yaml', 0o600, [netplanText(host.interfaces)])]
    : []),
  file('/etc/systemd/networkd.conf.d/60-cygnet.conf', 0o644, [networkdText()]),
  ...daemonFiles(host),
  file('/etc/cygnet/iptables.v4', 0o644, [iptablesText(host.firewall.v4)]),
  file('/etc/cygnet/iptables.v6', 0o644, [iptablesText(host.firewall.v6)]),
  file('/etc/sysctl.d/60-cygnet.conf', 0o644, [sysctlText(host.sysctls)]),
]

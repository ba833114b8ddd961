import { isCredentialPath } from '../../../schema/wire/managed-paths.ts'
import { INCLUDES } from '../../core/ipsec/include-line.ts'
import { readSettings } from '../../core/kernel/sysctl-text.ts'
import { LIVE_NETPLAN } from '../../core/paths.ts'
import type { Rules } from '../../ports/firewall.ts'
import { type Daemon, type IpsecTexts, noIpsec } from '../../ports/ipsec.ts'
import type { MemoryDisk } from './disk.ts'
import type { MemoryRunner } from './upgrade.ts'

/** What is live on a gateway, as its kernel and daemons would have it; gone with a reboot. */
export interface Live {
  netplan: string
  rules: Rules | undefined
  connections: string
  secrets: string
  credentials: ReadonlyMap<string, string>
  /** Which daemon runs, and which one boot starts: as systemd has it, and as a power cut might leave it. */
  daemon: Daemon | undefined
  /** Whether a boot is past the point where everybody reads /etc. */
  begun: boolean
  enabled: Daemon | undefined
  enabledForSure: Daemon | undefined
  readonly sysctl: Map<string, string>
  armed: number | undefined
  /** The runner itself: what dpkg has installed, and what replaces it. */
  readonly runner: MemoryRunner
}

/** Where each daemon reads. */
const IN_ETC = {
  swanctl: {
    folder: '/etc/swanctl/',
    connections: '/etc/swanctl/conf.d/cygnet.conf',
    secrets: '/etc/swanctl/conf.d/cygnet.secrets.conf',
  },
  'ipsec.conf': {
    folder: '/etc/ipsec.d/',
    connections: '/etc/ipsec.d/cygnet.conf',
    secrets: '/etc/ipsec.d/cygnet.secrets',
  },
} as const

/** What a daemon finds when it starts; the starter only where its own files say so. */
export const inEtc = (disk: MemoryDisk, daemon: Daemon): IpsecTexts => {
  const { folder, connections, secrets } = IN_ETC[daemon]
  const credentials = [...disk.files.keys()]
    .filter(path => isCredentialPath(path) && path.startsWith(folder))
    .map((path): [string, string] => [path, disk.text(path) ?? ''])
  const isIncluded =
    daemon === 'swanctl' || INCLUDES.every(({ path, line }) => disk.text(path)?.includes(line))
  const text = (path: string): string => (isIncluded ? (disk.text(path) ?? '') : '')
  return {
    ...noIpsec(daemon),
    connections: text(connections),
    secrets: text(secrets),
    credentials: new Map(credentials),
  }
}

const load = (live: Live, { connections, secrets, credentials }: IpsecTexts): void => {
  Object.assign(live, { connections, secrets, credentials })
}

/** Starts a daemon, which reads what stands in /etc. Nothing happens when it runs. */
export const startDaemon = (live: Live, disk: MemoryDisk, daemon: Daemon): void => {
  if (live.daemon === daemon) return
  live.daemon = daemon
  load(live, inEtc(disk, daemon))
}

/** Stops a daemon; what it had loaded is gone. Nothing happens when it does not run. */
export const stopDaemon = (live: Live, daemon: Daemon): void => {
  if (live.daemon !== daemon) return
  live.daemon = undefined
  load(live, noIpsec(daemon))
}

/** The netplan text that counts: the one in /run stands before the one in /etc. */
export const netplanIn = (disk: MemoryDisk): string =>
  disk.text(LIVE_NETPLAN) ?? disk.text('/etc/netplan/60-cygnet.yaml') ?? ''

/** Nothing is live any more, and of systemd's links those are left that were synced, or all. */
export const powerOff = (live: Live, linksKept: boolean): void => {
  Object.assign(live, { netplan: '', rules: undefined, daemon: undefined, begun: false, armed: undefined })
  if (!linksKept) live.enabled = live.enabledForSure
  live.enabledForSure = live.enabled
  Object.assign(live.runner, { script: undefined, wayBackIn: undefined })
  load(live, noIpsec('swanctl'))
  live.sysctl.clear()
  live.sysctl.set('net.ipv4.ip_forward', '0')
}

/** What a boot makes live from what stands in /etc: kernel settings, interfaces, the daemon that is enabled. */
export const bootUp = (live: Live, disk: MemoryDisk): void => {
  live.begun = true
  for (const [key, value] of readSettings(disk.text('/etc/sysctl.d/60-cygnet.conf') ?? ''))
    live.sysctl.set(key, value)
  live.netplan = netplanIn(disk)
  if (live.enabled !== undefined) startDaemon(live, disk, live.enabled)
}

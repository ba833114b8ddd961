import { isCredentialPath, type MANAGED_PATHS, type ManagedPath } from '../../schema/wire/managed-paths.ts'
import type { OpenFile, OpenFiles } from './keys/open.ts'

/** The parts of a gateway that a generation configures, in the order in which they are applied. */
const PARTS = ['sysctl', 'netplan', 'firewall', 'ipsec'] as const
export type Part = (typeof PARTS)[number]

/** Which part reads which file. `networkd` settings belong to netplan's part: both shape the interfaces. */
const PART_OF: Readonly<Record<(typeof MANAGED_PATHS)[number], Part>> = {
  '/etc/sysctl.d/60-cygnet.conf': 'sysctl',
  '/etc/netplan/60-cygnet.yaml': 'netplan',
  '/etc/systemd/networkd.conf.d/60-cygnet.conf': 'netplan',
  '/etc/cygnet/iptables.v4': 'firewall',
  '/etc/cygnet/iptables.v6': 'firewall',
  '/etc/swanctl/conf.d/cygnet.conf': 'ipsec',
  '/etc/swanctl/conf.d/cygnet.secrets.conf': 'ipsec',
  '/etc/ipsec.d/cygnet.conf': 'ipsec',
  '/etc/ipsec.d/cygnet.secrets': 'ipsec',
  '/etc/strongswan.d/cygnet.conf': 'ipsec',
}

/** Certificates and keys are the IKE daemon's. */
const partOf = (path: ManagedPath): Part => (isCredentialPath(path) ? 'ipsec' : PART_OF[path])

/** What turns one generation into another; only what differs is in it. */
export interface Difference {
  readonly write: readonly OpenFile[]
  readonly remove: readonly ManagedPath[]
  /** Paths that differ in text. A changed mode alone is written, and disturbs nothing. */
  readonly changed: ReadonlySet<ManagedPath>
  readonly parts: ReadonlySet<Part>
}

/** From one generation's files to another's. Symmetric in `changed` and `parts`, so the way back touches the same. */
export const difference = (from: OpenFiles, to: OpenFiles): Difference => {
  const write = [...to.values()].filter(file => {
    const old = from.get(file.path)
    return old === undefined || old.text !== file.text || old.mode !== file.mode
  })
  const remove = [...from.keys()].filter(path => !to.has(path))
  const changed = new Set([
    ...remove,
    ...write.filter(file => from.get(file.path)?.text !== file.text).map(file => file.path),
  ])
  return { write, remove, changed, parts: new Set([...changed].map(path => partOf(path))) }
}

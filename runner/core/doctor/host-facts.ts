import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { Facts } from '../drift/connections.ts'
import type { Masquerade, SavedRules } from './masquerades.ts'

/** A systemd unit; `enabled` in systemd's own words: enabled, disabled, masked, static. */
export interface Unit {
  readonly active: boolean
  readonly enabled: string
}

/** A place on the disk. Undefined free space: it is not there. */
export interface Place {
  readonly path: string
  /** Bytes that may still be written. */
  readonly free: number | undefined
  readonly writable: boolean
}

/** How long a packet may be that goes from one address to another without being cut. */
export interface Path {
  readonly kind: 'tunnel' | 'underlay'
  /** `connection/child`, or the connection. */
  readonly name: string
  readonly from: string
  readonly to: string
  /** The interface that it leaves by, where it is one of this host's own. */
  readonly via: string | undefined
  /** Bytes of the whole packet that should pass. */
  readonly wanted: number
  /** The longest that passed; undefined when not even a short one was answered. */
  readonly carries: number | undefined
}

/** What the doctor saw of this host; undefined is what it could not see. */
export interface HostFacts {
  readonly bundle: Bundle | undefined
  readonly units: ReadonlyMap<string, Unit>
  readonly rules: readonly SavedRules[]
  readonly masquerades: readonly Masquerade[]
  /** networkd.conf with everything that is merged into it. */
  readonly networkd: string | undefined
  readonly plugins: ReadonlySet<string> | undefined
  /** What the generation wants of the daemon, and what the daemon has. */
  readonly wanted: ReadonlyMap<string, Facts>
  readonly loaded: ReadonlyMap<string, Facts> | undefined
  readonly synchronised: boolean | undefined
  readonly places: readonly Place[]
  /** Permission bits of files that hold keys. */
  readonly keys: ReadonlyMap<string, number>
  readonly paths: readonly Path[]
}

/** The two daemons' services. */
export const DAEMON_UNITS = {
  swanctl: 'strongswan.service',
  'ipsec.conf': 'strongswan-starter.service',
} as const

/** The runner's own services. */
export const OWN_UNITS = ['cygnet-runner.service', 'cygnet-boot.service'] as const

/** The networks of the tunnels, on one side. */
export const networksOf = (wanted: ReadonlyMap<string, Facts>, side: 'local' | 'remote'): string[] => [
  ...new Set(
    [...wanted.values()].flatMap(facts =>
      [...facts].flatMap(([key, value]) => (key.endsWith(`${side}_ts`) ? value.split(',') : [])),
    ),
  ),
]

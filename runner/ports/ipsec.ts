import type { Bundle } from '../../schema/wire/bundle.ts'
import type { ChildState } from '../../schema/wire/child-state.ts'

/** The two ways of driving strongSwan: charon-systemd and swanctl.conf, or the starter and ipsec.conf. */
export type Daemon = Bundle['daemon']

/** What a daemon is configured with, in the language of its files; secrets are filled in, so nothing of it is ever logged. */
export interface IpsecTexts {
  readonly daemon: Daemon
  /** swanctl.conf, or conn sections of ipsec.conf. */
  readonly connections: string
  /** The secrets section of swanctl.conf, or ipsec.secrets. */
  readonly secrets: string
  /** strongswan.conf settings; they count once they are in /etc and `reload` was called. */
  readonly settings: string
  /** Certificates, authorities, revocation lists and private keys as PEM, by path. */
  readonly credentials: ReadonlyMap<string, string>
}

/** A connection (or a conn of ipsec.conf) as its daemon has it. */
export interface LoadedConnection {
  readonly name: string
  /** Whatever the daemon tells of it: `rekey_time`, `children.web.local_ts`. */
  readonly facts: ReadonlyMap<string, string>
}

/** An IKE daemon. */
export interface Ipsec {
  /** Throws a `ToolError` when the texts hold anything that is not understood: one slip would unload everything. */
  check(wanted: IpsecTexts): Promise<void>
  /**
   * From one configuration to another of the same daemon, live. What did not change is not touched; what is gone has its SAs
   * ended. Safe to repeat, also after it stopped half way.
   */
  apply(from: IpsecTexts, to: IpsecTexts): Promise<void>
  /**
   * Asks for these to come up, each `connection/child`, without waiting: after a daemon was started anew, an end that only
   * holds a trap would wait for somebody's packet. One that cannot come up is no error here.
   */
  wake(daemon: Daemon, children: readonly string[]): Promise<void>
  /** Makes the daemon read its settings files again; plugins that are loaded or not follow only at its next start. */
  reload(daemon: Daemon): Promise<void>
  /** Whether this daemon runs and can be spoken to. */
  answers(daemon: Daemon): Promise<boolean>
  /** Every CHILD that is configured, and whether it is up, waiting for traffic, or down. */
  children(): Promise<readonly ChildState[]>
  /** Every connection that a daemon has, those of others too. Throws a `ToolError` when it does not run. */
  loaded(daemon: Daemon): Promise<readonly LoadedConnection[]>
  /** The plugins that a daemon runs with. Throws a `ToolError` when it does not run. */
  plugins(daemon: Daemon): Promise<ReadonlySet<string>>
  /** Seconds that the oldest IKE SA of each connection is up; empty where the daemon does not tell. */
  established(): Promise<ReadonlyMap<string, number>>
}

/** What a gateway without any connection has. */
export const noIpsec = (daemon: Daemon): IpsecTexts => ({
  daemon,
  connections: '',
  secrets: '',
  settings: '',
  credentials: new Map(),
})

import type { ChildState } from '../../schema/wire/report.ts'

/** The text of swanctl.conf files: connections, and secrets (filled in, so never logged). */
export interface IpsecTexts {
  readonly connections: string
  readonly secrets: string
  /** strongswan.conf settings; they count once they are in /etc and `reload` was called. */
  readonly settings: string
}

/** The IKE daemon. */
export interface Ipsec {
  /** Throws a `ToolError` when the texts hold anything that is not understood: one slip would unload everything. */
  check(wanted: IpsecTexts): Promise<void>
  /**
   * From one configuration to another, live, forgotten when the daemon stops. What did not change is not touched; what
   * is gone has its SAs ended. Safe to repeat, also after it stopped half way.
   */
  apply(from: IpsecTexts, to: IpsecTexts): Promise<void>
  /** Makes the daemon read its settings files again; plugins that are loaded or not follow only at its next start. */
  reload(): Promise<void>
  /** Every CHILD that is configured, and whether it is up, waiting for traffic, or down. */
  children(): Promise<readonly ChildState[]>
}

/** What a gateway without any connection has. */
export const NO_IPSEC: IpsecTexts = { connections: '', secrets: '', settings: '' }

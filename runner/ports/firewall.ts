/** Own chains, as iptables-restore reads them, for both families; empty text means none. */
export interface Rules {
  readonly backend: 'iptables-nft' | 'iptables-legacy'
  readonly v4: string
  readonly v6: string
}

/** Packet filter chains that are cygnet's own. Rules of others are never touched. */
export interface Firewall {
  /** Throws a `ToolError` when the tool refuses the rules or one of them jumps to a chain that nobody has. */
  check(wanted: Rules): Promise<void>
  /** Live and forgotten at reboot. Own chains that are no longer wanted go, with their hooks. */
  apply(wanted: Rules): Promise<void>
  /** All rules of a backend as its -save prints them, those of others too. Throws a `ToolError`. */
  live(backend: Rules['backend']): Promise<Rules>
}

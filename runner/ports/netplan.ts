/** The interfaces that this gateway manages, by netplan. The runner writes the files; this makes them true. */
export interface Netplan {
  /** Throws a `ToolError` when the real generator refuses this text together with the files of others. */
  check(text: string): Promise<void>
  /** Writes what the network daemon reads, without touching any interface: for the time before it starts. */
  generate(): Promise<void>
  /**
   * Makes what stands in /etc and /run true, and touches no more than that takes; removes VLANs that nobody configures any
   * more. Safe to repeat, also after it was cut short.
   */
  apply(): Promise<void>
}

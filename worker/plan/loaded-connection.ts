/** A connection as the daemon has it, in the words of swanctl.conf(5) whichever daemon it is. */
export interface Loaded {
  /** Settings of the connection itself, its two authentication rounds and its pool included: `local.id`, `pool.addrs` … */
  readonly settings: ReadonlyMap<string, string>
  readonly children: ReadonlyMap<string, ReadonlyMap<string, string>>
}

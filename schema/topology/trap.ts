/** What a person wants to know about a trap before reading any code; docs/traps.md is made of these. */
export interface TrapWords {
  /** What in a topology, or in a change of it, falls into it. */
  readonly when: string
  /** What somebody would see on the network, had nobody said a word. */
  readonly observe: string
  readonly why: string
  /** What to write instead. */
  readonly write: string
}

/** One code as people meet it: how grave it is, whether `allow` may silence it, and its explanation. */
export interface Trap {
  /** Stable: tests, docs and `allow` name it. */
  readonly code: string
  readonly level: 'error' | 'warning' | 'error or warning' | 'info'
  /** Its errors may be silenced in place with a reason. Warnings always may. */
  readonly allowed?: true
  readonly trap: TrapWords
}

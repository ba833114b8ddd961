import type { Severity } from '../problem.ts'
import type { Path, Topology } from './topology.ts'
import type { Trap } from './trap.ts'

/** What a rule noticed, before it is given its place in the text. */
export interface Finding {
  readonly severity: Severity
  /** Where it is shown. */
  readonly at: Path
  readonly message: string
  /** What to write instead; a function where finding it takes long, asked only for what is shown. */
  readonly hint: string | (() => string)
  /** Shown at the key that ends the path, rather than at its value. */
  readonly onKey?: boolean
  /** Other values it follows from: when one of them was refused already, this finding says nothing new. */
  readonly because?: readonly Path[]
}

/** One trap, explained, and what of a network falls into it. Pure; the order of findings does not matter. */
export interface Rule extends Trap {
  /** `now` in seconds since 1970; undefined where nobody has a clock, and then nothing is said about time. */
  readonly check: (topology: Topology, now: number | undefined) => Iterable<Finding>
}

/** A finding with the code of what found it. */
export interface CodedFinding extends Finding {
  readonly code: string
}

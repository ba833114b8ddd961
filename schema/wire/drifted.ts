import * as z from 'zod/mini'
import { DRIFT_BOUNDS } from './report-bounds.ts'

/** One thing that is not as the generation in force says. */
export const Drifted = z.strictObject({
  kind: z.enum(['file', 'include', 'setting', 'interface', 'chain', 'connection']),
  /** Its path, key or name. */
  what: z.string().check(z.maxLength(256)),
  /** What is missing with `-`, what is there instead with `+`; empty where it might show a secret. */
  diff: z.array(z.string().check(z.maxLength(DRIFT_BOUNDS.line))).check(z.maxLength(DRIFT_BOUNDS.lines)),
})

/** What somebody changed by hand. A report without it speaks of a gateway that is as it should be. */
export const Drift = z.strictObject({
  /** Whether it was put back. */
  repaired: z.boolean(),
  found: z.array(Drifted).check(z.minLength(1), z.maxLength(DRIFT_BOUNDS.found)),
  /** How many more things drifted than are in the list. */
  more: z.int().check(z.minimum(0)),
})

export type Drifted = z.infer<typeof Drifted>
export type Drift = z.infer<typeof Drift>

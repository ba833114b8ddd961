import type { Happening } from './happening.ts'
import type { ExplainedLoss, Loss } from './loss.ts'

/** What was seen beside a loss. */
export interface Beside {
  /** What happened up to some minutes before it, and since, in the order of time. */
  readonly happenings: readonly Happening[]
  /** Packets along the path below the tunnel while it lasted; undefined where none is measured. */
  readonly underlay: { readonly sent: number; readonly lost: number } | undefined
  /** Bytes of the largest packet that passes, where large ones do not; undefined before it was looked for. */
  readonly passes: number | undefined
  /** This gateway did not get round to measuring in that time. */
  readonly stalled: boolean
}

/** Puts a loss down to the nearest cause, and says so in a sentence. */
export const explain = (loss: Loss, _beside: Beside): ExplainedLoss => ({
  ...loss,
  cause: 'unknown',
  words: `${((loss.to - loss.from) / 1000).toFixed(1)} s of loss`,
})

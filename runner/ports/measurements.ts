import type { Happening } from '../core/monitor/happening.ts'
import type { ExplainedLoss } from '../core/monitor/loss.ts'
import type { Sample } from '../core/monitor/sample.ts'

/** One step of the monitor: what it measured in it, which losses ended or went on, and what happened. */
export interface Measurement {
  /** Milliseconds since 1970 at which the step ended. */
  readonly at: number
  readonly samples: readonly Sample[]
  readonly losses: readonly ExplainedLoss[]
  readonly happenings: readonly Happening[]
}

/** Who is told what the monitor measures, step by step: a textfile, a database, the next report. */
export interface Measurements {
  take(measurement: Measurement): Promise<void>
}

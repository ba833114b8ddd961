import type { LossCause } from '../../../schema/wire/measured.ts'
import type { MonitoredPath } from '../../../schema/wire/monitor.ts'

/** Consecutive packets of one path that nobody answered. Times are milliseconds since 1970. */
export interface Loss {
  readonly path: MonitoredPath
  /** Only large packets, or small ones, and with them all. */
  readonly size: 'small' | 'large'
  /** When the first lost one was sent. */
  readonly from: number
  /** When the next answered one was sent; the newest lost one's time while it goes on. */
  readonly to: number
  readonly lost: number
  readonly ongoing: boolean
}

/** A loss with its cause, and the sentence for people. */
export interface ExplainedLoss extends Loss {
  readonly cause: LossCause
  readonly words: string
}

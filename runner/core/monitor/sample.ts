import type { MonitoredPath } from '../../../schema/wire/monitor.ts'

/** Small packets of one path in one interval [from, to), in milliseconds since 1970. */
export interface Sample {
  readonly path: MonitoredPath
  readonly from: number
  readonly to: number
  readonly sent: number
  readonly lost: number
  /** Milliseconds, over those that were answered; undefined when none was. */
  readonly rtt: { readonly least: number; readonly total: number; readonly most: number } | undefined
}

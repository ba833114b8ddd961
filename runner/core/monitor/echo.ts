import type { MonitoredPath } from '../../../schema/wire/monitor.ts'

/** One echo request and what became of it. Times are milliseconds since 1970, by the gateway's clock. */
export interface Echo {
  readonly path: MonitoredPath
  readonly at: number
  /** Bytes of the IP packet: small ones all the time, the largest that should pass now and then. */
  readonly size: 'small' | 'large'
  /** Milliseconds until the answer; undefined: none came in time. */
  readonly rtt: number | undefined
}

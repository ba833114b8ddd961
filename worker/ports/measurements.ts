import type { Measured, MeasuredLoss, MeasuredPath } from '../../schema/wire/measured.ts'

/** What the newest report of a gateway with measurements said, and when it was taken (milliseconds since 1970). */
export interface LatestMeasured {
  readonly gateway: string
  readonly received: number
  readonly measured: Measured
}

/** One path in one stretch of time, `at` its beginning in milliseconds since 1970. */
export interface Cell extends Pick<MeasuredPath, 'tunnel' | 'child' | 'sent' | 'lost'> {
  readonly gateway: string
  readonly at: number
  /** Milliseconds; undefined when nothing was answered. */
  readonly mean: number | undefined
}

/** A loss as its gateway told it: `at` is by the gateway's clock, which may be wrong. */
export interface KeptLoss extends MeasuredLoss {
  readonly gateway: string
  /** When it was told first, in milliseconds since 1970 by our clock. */
  readonly heard: number
}

/** Which of what was measured; left out: of all. */
export interface Which {
  readonly gateway?: string
  readonly tunnel?: string
}

/** Milliseconds of a stretch. */
export const STRETCH = { five: 300_000, hour: 3_600_000 } as const

/** What is kept: milliseconds, and of each gateway paths in one stretch and losses, the newest. */
export const KEPT = { five: 24 * 3_600_000, hour: 7 * 24 * 3_600_000, paths: 1024, losses: 256 } as const

/** What gateways measured, for a week. Times are when a report was taken, by our clock: a gateway's own may be wrong. */
export interface Measurements {
  /** Once for each report: what reports say adds up. */
  put(gateway: string, received: number, measured: Measured): void
  /** By name. */
  latest(): readonly LatestMeasured[]
  /** The same of one gateway. */
  newest(gateway: string): LatestMeasured | undefined
  /**
   * The stretches that `from` and what followed fell into, `STRETCH.five` (kept for a day) or `STRETCH.hour` (for a week) wide. By
   * time, gateway, tunnel and child, the path below a tunnel first. A gateway with 200 paths has 58,000 cells of five minutes: ask
   * for one gateway or one tunnel.
   */
  cells(which: Which, from: number, width: 300_000 | 3_600_000): readonly Cell[]
  /** What was told first comes last; a loss that went on and was told again is there once. */
  losses(which: Which, limit: number): readonly KeptLoss[]
}

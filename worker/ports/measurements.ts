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

/** A loss as its gateway told it. */
export interface KeptLoss extends MeasuredLoss {
  readonly gateway: string
}

/** Which of what was measured; left out: of all. */
export interface Which {
  readonly gateway?: string
  readonly tunnel?: string
}

/** What gateways measured, for a week. */
export interface Measurements {
  put(gateway: string, received: number, measured: Measured): void
  latest(): readonly LatestMeasured[]
  /** Since `from`, in stretches of `width` milliseconds: 300,000 (kept for a day) or 3,600,000 (kept for a week). */
  cells(which: Which, from: number, width: 300_000 | 3_600_000): readonly Cell[]
  /** The newest first; a loss that went on and was told again is there once. */
  losses(which: Which, limit: number): readonly KeptLoss[]
}

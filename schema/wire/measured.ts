import * as z from 'zod/mini'
import { SectionName } from './names.ts'

/** Most measured paths and losses that one report carries; what is more is counted. */
export const MEASURED_BOUNDS = { paths: 512, losses: 32, words: 300 } as const

const Count = z.int().check(z.minimum(0), z.maximum(4_294_967_295))
const Milliseconds = z.number().check(z.minimum(0), z.maximum(3_600_000))

/** Echo requests along one path in the time of a report. `child` left out: below the tunnel. */
export const MeasuredPath = z.strictObject({
  tunnel: SectionName,
  child: z.optional(SectionName),
  sent: Count,
  lost: Count,
  /** Round trips of those that were answered, in milliseconds; left out when none was. */
  rtt: z.optional(z.strictObject({ least: Milliseconds, mean: Milliseconds, most: Milliseconds })),
})

/**
 * What a loss is put down to, the nearest cause first.
 * gateway: this gateway did not get round to measuring. change: cygnet changed this gateway just then. underlay: the path below
 * lost the same packets. reauthentication, rekey, sa-down, dpd: what the IKE daemon did within seconds of it. size: only large
 * packets are lost. unknown: nothing happened that is known.
 */
export const LOSS_CAUSES = [
  'gateway',
  'change',
  'underlay',
  'reauthentication',
  'rekey',
  'dpd',
  'sa-down',
  'size',
  'unknown',
] as const

/** One burst of loss with what happened beside it. */
export const MeasuredLoss = z.strictObject({
  tunnel: SectionName,
  child: z.optional(SectionName),
  /** When the first lost packet was sent, by the gateway's clock. */
  at: z.iso.datetime(),
  /** From the first lost packet until the next answer; until the report, while it goes on. */
  seconds: z.number().check(z.minimum(0), z.maximum(31_536_000)),
  lost: Count,
  ongoing: z.optional(z.literal(true)),
  cause: z.enum(LOSS_CAUSES),
  /** `3.1 s of loss, 0.2 s after IKE SA rekey started by the peer; underlay clean` */
  words: z.string().check(z.maxLength(MEASURED_BOUNDS.words)),
})

/** What the monitor saw since `since`, up to the report's own `at`. `docs/protocol.md` §7.6. */
export const Measured = z.strictObject({
  since: z.iso.datetime(),
  paths: z.array(MeasuredPath).check(z.maxLength(MEASURED_BOUNDS.paths)),
  /** Sorted by time; the newest where there were more. */
  losses: z.array(MeasuredLoss).check(z.maxLength(MEASURED_BOUNDS.losses)),
  /** Paths and losses that did not fit. */
  more: Count,
})

export type LossCause = (typeof LOSS_CAUSES)[number]
export type Measured = z.infer<typeof Measured>
export type MeasuredPath = z.infer<typeof MeasuredPath>
export type MeasuredLoss = z.infer<typeof MeasuredLoss>

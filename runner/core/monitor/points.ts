import type { Happening } from './happening.ts'
import type { Point } from './line-protocol.ts'
import type { ExplainedLoss } from './loss.ts'
import { labelsOf } from './metrics.ts'
import type { Sample } from './sample.ts'
import { type Step, secondsOf } from './tally.ts'

/** Whose points these are: on all of them, as tags. */
export interface Whose {
  readonly network: string
  readonly gateway: string
}

/**
 * One step of the monitor as points of InfluxDB: `cygnet_tunnel` for each sample at its beginning, `cygnet_loss` for each loss that is over at its first
 * lost packet (one that goes on may still get another cause), `cygnet_event` for what happened. `known`: the tunnels that are measured; what a
 * daemon calls anything else makes no series of its own.
 */
export const pointsOf = (
  { samples, losses, happenings }: Step,
  whose: Whose,
  known: ReadonlySet<string>,
): Point[] => [
  ...samples.filter(({ sent }) => sent > 0).map(sample => samplePoint(sample, whose)),
  ...losses.filter(({ ongoing }) => !ongoing).map(loss => lossPoint(loss, whose)),
  ...happenings.map(happening => happeningPoint(happening, whose, known)),
]

const samplePoint = ({ path, from, sent, lost, rtt }: Sample, whose: Whose): Point => ({
  measurement: 'cygnet_tunnel',
  tags: { ...whose, ...labelsOf(path) },
  fields: {
    sent: BigInt(sent),
    lost: BigInt(lost),
    rtt_best_seconds: rtt && rtt.least / 1000,
    rtt_mean_seconds: rtt && rtt.total / (sent - lost) / 1000,
    rtt_worst_seconds: rtt && rtt.most / 1000,
  },
  at: from,
})

const lossPoint = (loss: ExplainedLoss, whose: Whose): Point => ({
  measurement: 'cygnet_loss',
  tags: { ...whose, ...labelsOf(loss.path), cause: loss.cause, size: loss.size },
  fields: { seconds: secondsOf(loss), lost: BigInt(loss.lost), words: loss.words },
  at: loss.from,
})

const happeningPoint = (
  { at, kind, tunnel, child, by }: Happening,
  whose: Whose,
  known: ReadonlySet<string>,
): Point => {
  const measured = tunnel !== undefined && known.has(tunnel)
  return {
    measurement: 'cygnet_event',
    tags: { ...whose, ...(measured ? { tunnel, child } : {}), kind, by },
    fields: { count: 1n },
    at,
  }
}

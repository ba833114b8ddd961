import type { LossCause } from '../../../schema/wire/measured.ts'
import type { MonitoredPath } from '../../../schema/wire/monitor.ts'
import type { Happening } from './happening.ts'
import type { ExplainedLoss } from './loss.ts'
import type { Sample } from './sample.ts'

/** Losses that were put down to one cause, and how long they lasted together. */
export interface LossTally {
  count: number
  seconds: number
}

/** What was counted of one path since the runner began. */
export interface PathTally {
  readonly path: MonitoredPath
  sent: number
  lost: number
  /** The newest sample in which something was sent; undefined where that is long ago. */
  last: Sample | undefined
  /** Losses that are over. One that goes on may still turn out to have another cause. */
  readonly over: Map<LossCause, LossTally>
  /** Those that go on, by cause so far the longest: small packets may be lost beside large ones. */
  readonly ongoing: Map<LossCause, ExplainedLoss>
}

/** How often something happened to a tunnel, to one CHILD SA of it, or (both undefined) to what has no name here. */
export interface HappeningTally {
  readonly tunnel: string | undefined
  readonly child: string | undefined
  readonly counts: Map<Happening['kind'], number>
}

/** One step of the monitor, as far as it is counted. */
export interface Step {
  readonly at: number
  readonly samples: readonly Sample[]
  readonly losses: readonly ExplainedLoss[]
  readonly happenings: readonly Happening[]
}

/** Milliseconds after which a sample says nothing of now, beside two intervals in which nothing need be sent. */
const STALE = 60_000

/**
 * What the monitor saw, summed up since the runner began. It knows the tunnels and CHILD SAs of the measured paths, from the start:
 * the first of anything is then a step from zero, and what a daemon calls a laptop's connection makes no series of its own.
 */
export class Tally {
  readonly #paths = new Map<string, PathTally>()
  readonly #happenings = new Map<string, HappeningTally>()
  /** When the newest step ended, in milliseconds since 1970; undefined before the first. */
  at: number | undefined
  readonly #stale: number

  /** `every`: seconds between two probes of a path. */
  constructor(paths: readonly MonitoredPath[], every = 1) {
    this.#stale = STALE + 2000 * every
    this.#know(undefined, undefined)
    for (const path of paths) {
      this.#paths.set(keyOf(path.tunnel, path.child), unmeasured(path))
      this.#know(path.tunnel, undefined)
      if (path.child !== undefined) this.#know(path.tunnel, path.child)
    }
  }

  get paths(): readonly PathTally[] {
    return [...this.#paths.values()]
  }

  get happenings(): readonly HappeningTally[] {
    return [...this.#happenings.values()]
  }

  take({ at, samples, losses, happenings }: Step): void {
    this.at = at
    for (const sample of samples) this.#sample(sample)
    for (const tally of this.#paths.values()) {
      if (tally.last !== undefined && at - tally.last.to > this.#stale) tally.last = undefined
      tally.ongoing.clear()
    }
    for (const loss of losses) this.#loss(loss)
    for (const happening of happenings) this.#happened(happening)
  }

  #sample(sample: Sample): void {
    const tally = this.#of(sample.path)
    if (tally === undefined) return
    tally.sent += sample.sent
    tally.lost += sample.lost
    if (sample.sent > 0) tally.last = sample
  }

  #loss(loss: ExplainedLoss): void {
    const tally = this.#of(loss.path)
    if (tally === undefined) return
    if (loss.ongoing) {
      const other = tally.ongoing.get(loss.cause)
      if (other === undefined || secondsOf(other) < secondsOf(loss)) tally.ongoing.set(loss.cause, loss)
      return
    }
    const cause = tally.over.get(loss.cause) ?? { count: 0, seconds: 0 }
    cause.count += 1
    cause.seconds += secondsOf(loss)
    tally.over.set(loss.cause, cause)
  }

  #happened({ kind, tunnel, child }: Happening): void {
    const ofChild = kind.startsWith('child-') ? child : undefined
    const counts = (
      this.#happenings.get(keyOf(tunnel, ofChild)) ??
      this.#happenings.get(keyOf(tunnel, undefined)) ??
      this.#know(undefined, undefined)
    ).counts
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }

  /** Undefined for a path of the bundle before this one, of which something may still come. */
  #of({ tunnel, child }: MonitoredPath): PathTally | undefined {
    return this.#paths.get(keyOf(tunnel, child))
  }

  #know(tunnel: string | undefined, child: string | undefined): HappeningTally {
    const key = keyOf(tunnel, child)
    const tally = this.#happenings.get(key) ?? { tunnel, child, counts: new Map<Happening['kind'], number>() }
    this.#happenings.set(key, tally)
    return tally
  }
}

const unmeasured = (path: MonitoredPath): PathTally => ({
  path,
  sent: 0,
  lost: 0,
  last: undefined,
  over: new Map<LossCause, LossTally>(),
  ongoing: new Map<LossCause, ExplainedLoss>(),
})

/** How long a loss lasted, or has lasted. */
export const secondsOf = ({ from, to }: ExplainedLoss): number => Math.max(to - from, 0) / 1000

const keyOf = (tunnel: string | undefined, child: string | undefined): string =>
  `${tunnel ?? ''}/${child ?? ''}`

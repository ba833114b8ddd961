import type { MonitoredPath } from '../../../schema/wire/monitor.ts'
import { type Burst, beginBurst, besideOf, lossOf, noteHappening, noteStall, noteUnderlay } from './burst.ts'
import type { Echo } from './echo.ts'
import { explain } from './explain.ts'
import type { Happening } from './happening.ts'
import type { ExplainedLoss } from './loss.ts'
import { pathKey } from './path-key.ts'
import { LATE, SETTLED } from './sampler.ts'

/** Milliseconds: what is lost again sooner after an answer is the same loss. */
const APART = 1000

/** Large packets in a row that nobody answered, while small ones pass: fewer may be bad luck. */
const LARGE_LOST = 3

/** What is remembered at most: losses that wait for their explanation, happenings, stalls, and recent echoes below a tunnel. */
const KEPT = { losses: 8192, happenings: 256, stalls: 64, below: 16, before: 24 } as const

/** A path and a size, and its loss if it has one now. */
interface Track {
  burst: Burst | undefined
  /** When the newest answered one was sent; undefined: none ever was. */
  answered: number | undefined
}

interface Below {
  readonly at: number
  readonly isLost: boolean
}

/** Finds losses in the echoes of all paths, gathers what lies beside each, and has it explained. */
export class LossFinder {
  readonly #tracks = new Map<string, Track>()
  /** By tunnel. */
  readonly #bursts = new Map<string, Set<Burst>>()
  readonly #below = new Map<string, Below[]>()
  #ended: Burst[] = []
  #happenings: Happening[] = []
  readonly #explain: typeof explain
  #stalls: { readonly from: number; readonly to: number }[] = []

  constructor(explained: typeof explain = explain) {
    this.#explain = explained
  }

  /** Echoes of one path and size come in the order in which they were sent, but for a few around a new start of what sends them. */
  take(echo: Echo): void {
    const { path, at, size, rtt } = echo
    const track = this.#track(path, size)
    if (Math.max(track.answered ?? at, track.burst?.last ?? at) - at > LATE) this.#setBack(track, echo)
    if (rtt === undefined) this.#lost(echo, track)
    else answer(track, at)
    if (track.burst?.answered !== undefined && at - track.burst.answered >= APART) this.#end(track)
    if (path.child === undefined && size === 'small' && track.answered !== undefined)
      this.#noteBelow(path.tunnel, { at, isLost: rtt === undefined })
  }

  happened(happening: Happening): void {
    this.#happenings = [...this.#happenings.slice(1 - KEPT.happenings), happening]
    for (const burst of this.#live(happening.tunnel)) noteHappening(burst, happening)
  }

  /** This process did not run from `from` to `to`, in milliseconds since 1970. */
  stalled(from: number, to: number): void {
    this.#stalls = [...this.#stalls.slice(1 - KEPT.stalls), { from, to }]
    for (const burst of this.#live(undefined)) noteStall(burst, from, to)
  }

  /** A path on which only large packets are lost and nobody has looked for the largest that passes: once for each loss. */
  unsized(): MonitoredPath | undefined {
    const burst = this.#open().find(
      ({ size, sought, lost }) => size === 'large' && !sought && lost >= LARGE_LOST,
    )
    if (burst !== undefined) burst.sought = true
    return burst?.path
  }

  /** Bytes of the largest packet that passes along a path, as it was found. */
  sized(path: MonitoredPath, bytes: number): void {
    const burst = this.#tracks.get(trackKey(path, 'large'))?.burst
    if (burst !== undefined && bytes < (path.largest ?? 0)) burst.passes = bytes
  }

  /** Losses that ended since, or go on by `now`, explained; oldest first. */
  step(now: number): ExplainedLoss[] {
    for (const track of this.#tracks.values())
      if (track.burst?.answered !== undefined && now - track.burst.answered >= SETTLED) this.#end(track)
    const isReady = ({ from, answered = from }: Burst): boolean =>
      answered + SETTLED <= now || answered > now + LATE
    const ready = this.#ended.filter(isReady)
    this.#ended = this.#ended.filter(burst => !isReady(burst))
    for (const burst of ready) this.#bursts.get(burst.path.tunnel)?.delete(burst)
    const ongoing = this.#open().filter(burst => burst.answered === undefined && isReady(burst))
    return [...ready, ...ongoing]
      .filter(({ size, lost }) => size === 'small' || lost >= LARGE_LOST)
      .sort((a, b) => a.from - b.from)
      .map(burst => this.#explain(lossOf(burst), besideOf(burst)))
  }

  /** Forgets every path but these. A loss of one that is gone is not told any more. */
  keep(paths: readonly MonitoredPath[]): void {
    const keys = new Set(paths.flatMap(path => [trackKey(path, 'small'), trackKey(path, 'large')]))
    for (const [key, { burst }] of this.#tracks)
      if (!keys.has(key)) {
        if (burst !== undefined) this.#bursts.get(burst.path.tunnel)?.delete(burst)
        this.#tracks.delete(key)
      }
    const tunnels = new Set(paths.map(({ tunnel }) => tunnel))
    for (const tunnel of this.#below.keys()) if (!tunnels.has(tunnel)) this.#below.delete(tunnel)
    for (const [tunnel, bursts] of this.#bursts)
      if (!tunnels.has(tunnel) && bursts.size === 0) this.#bursts.delete(tunnel)
  }

  /** The clock was set back: a loss of its future is over, and no packet of it comes after those of now. */
  #setBack(track: Track, { path, at }: Echo): void {
    if (track.burst !== undefined) track.burst.answered ??= track.burst.last
    this.#end(track)
    if (track.answered !== undefined) track.answered = Math.min(track.answered, at)
    this.#below.delete(path.tunnel)
  }

  #lost({ path, at, size }: Echo, track: Track): void {
    // Many a router below a tunnel answers no echo at all: what never answered is not lost.
    if (path.child === undefined && track.answered === undefined) return
    // Where small ones are lost, large ones are too.
    if (size === 'large' && this.#tracks.get(trackKey(path, 'small'))?.burst !== undefined) return
    if (track.burst?.answered !== undefined && at - track.burst.answered >= APART) this.#end(track)
    track.burst ??= this.#begin(path, size, at)
    track.burst.lost += 1
    track.burst.last = Math.max(track.burst.last, at)
    const later = track.answered !== undefined && track.answered > at ? track.answered : undefined
    track.burst.answered = later
  }

  #begin(path: MonitoredPath, size: Burst['size'], at: number): Burst {
    const burst = beginBurst(path, size, at)
    const before = this.#happenings.filter(({ tunnel }) => tunnel === undefined || tunnel === path.tunnel)
    for (const happening of before.slice(-KEPT.before)) noteHappening(burst, happening)
    if (path.child !== undefined)
      for (const below of this.#below.get(path.tunnel) ?? []) noteUnderlay(burst, below.at, below.isLost)
    for (const { from, to } of this.#stalls) noteStall(burst, from, to)
    const bursts = this.#bursts.get(path.tunnel) ?? new Set()
    this.#bursts.set(path.tunnel, bursts.add(burst))
    if (size === 'small') this.#dropLarge(path)
    return burst
  }

  /** A few large ones were lost because all are. */
  #dropLarge(path: MonitoredPath): void {
    const large = this.#tracks.get(trackKey(path, 'large'))
    if (large?.burst === undefined || large.burst.lost >= LARGE_LOST) return
    this.#bursts.get(path.tunnel)?.delete(large.burst)
    large.burst = undefined
  }

  #end(track: Track): void {
    if (track.burst === undefined) return
    this.#ended.push(track.burst)
    track.burst = undefined
    if (this.#ended.length <= KEPT.losses) return
    const oldest = this.#ended.shift()
    if (oldest !== undefined) this.#bursts.get(oldest.path.tunnel)?.delete(oldest)
  }

  #noteBelow(tunnel: string, below: Below): void {
    this.#below.set(tunnel, [...(this.#below.get(tunnel) ?? []).slice(1 - KEPT.below), below])
    for (const burst of this.#bursts.get(tunnel) ?? [])
      if (burst.path.child !== undefined) noteUnderlay(burst, below.at, below.isLost)
  }

  #track(path: MonitoredPath, size: Burst['size']): Track {
    const key = trackKey(path, size)
    const track = this.#tracks.get(key) ?? { burst: undefined, answered: undefined }
    this.#tracks.set(key, track)
    return track
  }

  /** Losses that go on, or have just ended. */
  #open(): Burst[] {
    return [...this.#tracks.values()].flatMap(({ burst }) => burst ?? [])
  }

  /** All that are not explained for good, of one tunnel or of all. */
  #live(tunnel: string | undefined): Iterable<Burst> {
    if (tunnel !== undefined) return this.#bursts.get(tunnel) ?? []
    return [...this.#bursts.values()].flatMap(bursts => [...bursts])
  }
}

const trackKey = (path: MonitoredPath, size: Burst['size']): string => `${size} ${pathKey(path)}`

const answer = (track: Track, at: number): void => {
  if (track.burst !== undefined) track.burst.answered ??= Math.max(at, track.burst.last)
  track.answered = Math.max(at, track.answered ?? at)
}

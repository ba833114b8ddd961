import type { MonitoredPath } from '../../../schema/wire/monitor.ts'
import type { Beside } from './explain.ts'
import type { Happening } from './happening.ts'
import type { Loss } from './loss.ts'

/** Milliseconds before a loss in which something may have caused it. */
const BEFORE = 120_000

/** Milliseconds around a stall in which packets were lost to it. */
const AROUND = 1000

/** Happenings that are kept beside one loss: those before it, and the first since. */
const MOST_BESIDE = 48

/** A loss as it grows, and what is gathered beside it. Times are milliseconds since 1970. */
export interface Burst {
  readonly path: MonitoredPath
  readonly size: Loss['size']
  readonly from: number
  /** When the newest lost one was sent. */
  last: number
  lost: number
  /** When the next answered one was sent; undefined while it goes on. */
  answered: number | undefined
  readonly happenings: Happening[]
  readonly underlay: { sent: number; lost: number }
  /** The same with some packets before and after it. */
  readonly around: { sent: number; lost: number }
  /** Milliseconds of it in which this process did not run. */
  stalled: number
  /** Bytes that pass, of a loss of large packets; `sought`: somebody looks, or has looked, for it. */
  passes: number | undefined
  sought: boolean
}

export const beginBurst = (path: MonitoredPath, size: Loss['size'], from: number): Burst => ({
  path,
  size,
  from,
  last: from,
  lost: 0,
  answered: undefined,
  happenings: [],
  underlay: { sent: 0, lost: 0 },
  around: { sent: 0, lost: 0 },
  stalled: 0,
  passes: undefined,
  sought: false,
})

/** Takes what happened up to two minutes before the loss, or since. */
export const noteHappening = ({ path, from, happenings }: Burst, happening: Happening): void => {
  const concerns = happening.tunnel === undefined || happening.tunnel === path.tunnel
  if (concerns && happening.at >= from - BEFORE && happenings.length < MOST_BESIDE) happenings.push(happening)
}

/** Takes a time in which this process did not run, with what a request needs to be sent and answered around it. */
export const noteStall = (burst: Burst, from: number, to: number): void => {
  const begin = Math.max(from - AROUND, burst.from)
  const end = Math.min(to + AROUND, burst.answered ?? to + AROUND)
  burst.stalled += Math.max(0, end - begin)
}

/** Takes an echo along the path below the tunnel: as one beside it if it was sent while packets were lost, or as one around it. */
export const noteUnderlay = (burst: Burst, at: number, isLost: boolean): void => {
  const isBeside = at >= burst.from && (burst.answered === undefined || at < burst.answered)
  for (const count of isBeside ? [burst.underlay, burst.around] : [burst.around]) {
    count.sent += 1
    if (isLost) count.lost += 1
  }
}

export const lossOf = ({ path, size, from, last, lost, answered }: Burst): Loss => ({
  path,
  size,
  from,
  to: answered ?? last,
  lost,
  ongoing: answered === undefined,
})

export const besideOf = (burst: Burst): Beside => {
  const { happenings, underlay, around, passes, stalled } = burst
  const { from, to } = lossOf(burst)
  return {
    happenings: [...happenings].sort((a, b) => a.at - b.at),
    underlay: underlay.sent === 0 ? undefined : underlay,
    around: around.sent === 0 ? undefined : around,
    passes,
    stalled: stalled > 0 && stalled * 2 >= to - from,
  }
}

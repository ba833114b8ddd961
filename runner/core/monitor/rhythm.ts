import type { FpingLine } from './fping-line.ts'

/** An echo request to a target: when it was sent and how long the answer took, in milliseconds. */
export interface Beat {
  readonly to: string
  readonly at: number
  readonly rtt: number | undefined
}

/** At which pace one fping asks. All in milliseconds. */
export interface Pace {
  readonly every: number
  /** Between two targets. */
  readonly apart: number
  /** After so long a request is given up. */
  readonly patience: number
}

/** Longest wait for an answer; with a shorter interval, the next request is the end of it. */
const PATIENCE = 2000

/** Milliseconds between two targets: fping takes no less than the one, and the other is kind to a link. */
const APART = { least: 1, most: 10 } as const

/** The pace at which so many targets are asked: every so many milliseconds, or as fast as fping gets round to all of them. */
export const paceFor = (targets: number, every: number): Pace => {
  const apart = Math.max(APART.least, Math.min(APART.most, Math.floor(every / targets)))
  return { every: Math.max(every, targets * apart), apart, patience: Math.min(every, PATIENCE) }
}

/** Most beats that one line makes up for: whatever a line says, it costs little. */
const MOST = 64

/** Milliseconds that fping may be behind its pace before a beat counts as missed. */
const SLACK = 2000

/**
 * Every beat of some targets, once. fping says nothing of a request that the kernel did not take (no route, no SA), and counts on:
 * what is missing between two lines was lost, and so is what stays away for too long.
 */
export class Rhythm {
  readonly #pace: Pace
  readonly #next = new Map<string, { index: number; due: number }>()

  /** `begun`: milliseconds since 1970 at which fping was started. */
  constructor(targets: readonly string[], pace: Pace, begun: number) {
    this.#pace = pace
    for (const [nth, to] of targets.entries()) this.#next.set(to, { index: 0, due: begun + nth * pace.apart })
  }

  /** The beats that a line tells of, oldest first; none when they were told already, or nobody asked that target. */
  heard({ to, index, at, rtt }: FpingLine): Beat[] {
    const next = this.#next.get(to)
    if (next === undefined) return []
    const { every, patience } = this.#pace
    const sent = at - (rtt ?? patience)
    if (index < next.index) {
      // fping is later than it was to be. It stays so: what it has not said yet is awaited from here.
      next.due = Math.max(next.due, sent + (next.index - index) * every)
      return []
    }
    const missed = Math.min(index - next.index, MOST)
    next.index = index + 1
    next.due = sent + every
    const beats = Array.from({ length: missed }, (_, nth) => ({
      to,
      at: sent - (missed - nth) * every,
      rtt: undefined,
    }))
    return [...beats, { to, at: sent, rtt }]
  }

  /** The beats that never came, by `now`. */
  missed(now: number): Beat[] {
    const { every, patience } = this.#pace
    return [...this.#next].flatMap(([to, next]) => {
      const beats: Beat[] = []
      for (; next.due + patience + SLACK <= now && beats.length < MOST; next.due += every, next.index++)
        beats.push({ to, at: next.due, rtt: undefined })
      return beats
    })
  }
}

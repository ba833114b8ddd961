import type { MonitoredPath } from '../../../schema/wire/monitor.ts'
import type { Echo } from './echo.ts'
import { pathKey } from './path-key.ts'
import type { Sample } from './sample.ts'

/** Milliseconds of one sample. */
export const SAMPLE = 10_000

/** Milliseconds after which everything that was sent has been told: the longest wait for an answer, and what fping may be behind. */
export const SETTLED = 5000

/** Milliseconds by which an echo may come too late; more, and the clock was set back. */
export const LATE = 60_000

interface Tally {
  readonly path: MonitoredPath
  sent: number
  lost: number
  rtt: { least: number; total: number; most: number } | undefined
}

/** Cuts the small echoes of all paths into samples of ten seconds that begin at round times. */
export class Sampler {
  readonly #open = new Map<number, Map<string, Tally>>()
  #cut = 0

  take({ path, at, size, rtt }: Echo): void {
    if (size === 'large') return
    const own = Math.floor(at / SAMPLE) * SAMPLE
    // What comes too late for its own sample is in the next: nothing is told twice, and nothing is lost.
    const from = own < this.#cut && this.#cut - own < LATE ? this.#cut : own
    const tallies = this.#open.get(from) ?? new Map<string, Tally>()
    this.#open.set(from, tallies)
    const key = pathKey(path)
    const tally = tallies.get(key) ?? { path, sent: 0, lost: 0, rtt: undefined }
    tallies.set(key, tally)
    tally.sent += 1
    if (rtt === undefined) tally.lost += 1
    else
      tally.rtt = {
        least: Math.min(rtt, tally.rtt?.least ?? rtt),
        total: rtt + (tally.rtt?.total ?? 0),
        most: Math.max(rtt, tally.rtt?.most ?? rtt),
      }
  }

  /** The samples that are whole by `now`, milliseconds since 1970, oldest first. A clock that was set back ends those of its future. */
  cut(now: number): Sample[] {
    const isWhole = (from: number): boolean => from + SAMPLE + SETTLED <= now || from > now + SAMPLE
    const whole = [...this.#open.keys()].filter(isWhole).sort((a, b) => a - b)
    const samples = whole.flatMap(from => {
      const tallies = this.#open.get(from)
      this.#open.delete(from)
      return [...(tallies?.values() ?? [])].map(tally => ({ from, to: from + SAMPLE, ...tally }))
    })
    this.#cut = Math.floor((now - SETTLED) / SAMPLE) * SAMPLE
    return samples
  }
}

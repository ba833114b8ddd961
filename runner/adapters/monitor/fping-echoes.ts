import { isIP } from 'node:net'
import type { MonitoredPath } from '../../../schema/wire/monitor.ts'
import type { Echo } from '../../core/monitor/echo.ts'
import { readFpingLine } from '../../core/monitor/fping-line.ts'
import { type Beat, paceFor, Rhythm } from '../../core/monitor/rhythm.ts'
import { settingsOfClock } from '../../core/monitor/set-clock.ts'
import type { Echoes } from '../../ports/echoes.ts'
import { ToolError } from '../../ports/tool-error.ts'
import { followLines } from './follow-lines.ts'
import { type LargePace, largestThatPasses, watchLarge } from './fping-large.ts'

/** Large packets are asked every half minute: that a link carries less than it did is no matter of seconds. */
const LARGE: LargePace = { every: 30_000, again: 1000, times: 3 }

/** Milliseconds between two looks for what never came. */
const LOOK = 1000

/** Echo requests by Debian's fping without an end: one process for each own address, because fping takes one. */
export const fpingEchoes = (large: LargePace = LARGE): Echoes => ({
  watch: async (all, every, tell, signal) => {
    // A name is never looked up, and an option is never one.
    const paths = all.filter(({ from, to }) => isIP(from) !== 0 && isIP(from) === isIP(to))
    const failed = new AbortController()
    const over = AbortSignal.any([signal, failed.signal])
    const watched = [
      ...[...Map.groupBy(paths, ({ from }) => from)].map(
        async ([from, group]) => await watchSmall(from, group, every, tell, over),
      ),
      watchLarge(paths, large, tell, over),
    ]
    try {
      await Promise.all(watched)
    } finally {
      failed.abort()
      await Promise.allSettled(watched)
    }
  },
  passes: largestThatPasses,
})

const watchSmall = async (
  from: string,
  paths: readonly MonitoredPath[],
  every: number,
  tell: (echo: Echo) => void,
  signal: AbortSignal,
): Promise<void> => {
  // Two tunnels between the same addresses are asked once.
  const byTarget = Map.groupBy(paths, ({ to }) => to)
  const targets = [...byTarget.keys()]
  const pace = paceFor(targets.length, every)
  const how = ['-l', '-D', '-p', pace.every, '-t', pace.patience, '-i', pace.apart, '-S', from].map(String)
  const rhythm = new Rhythm(targets, pace, Date.now())
  const tellAll = (beats: readonly Beat[]): void => {
    for (const { to, at, rtt } of beats)
      for (const path of byTarget.get(to) ?? []) tell({ path, at, size: 'small', rtt })
  }
  const set = new AbortController()
  const looking = everySecond(
    () => tellAll(rhythm.missed(Date.now())),
    () => set.abort(),
  )
  try {
    await followLines(
      'fping',
      [...how, '--', ...targets],
      line => {
        const read = readFpingLine(line)
        if (read !== undefined) tellAll(rhythm.heard(read))
      },
      AbortSignal.any([signal, set.signal]),
    )
    if (!signal.aborted) throw new ToolError('ended', 'fping', 'begun again, because the clock was set')
  } finally {
    looking()
  }
}

/**
 * Looks every second; not when this process was held up, since what came meanwhile waits to be read. Returns what ends it. fping goes
 * by the clock that people set: it is silent for an hour when that is set back by one, and makes up for an hour when it is set forward.
 */
const everySecond = (look: () => void, set: () => void): (() => void) => {
  const isSet = settingsOfClock()
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    const isLate = now - last > 2 * LOOK
    last = now
    if (isSet(Date.now(), now)) set()
    else if (!isLate) look()
  }, LOOK)
  return () => clearInterval(timer)
}

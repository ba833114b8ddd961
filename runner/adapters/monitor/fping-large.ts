import { isIPv6 } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { MonitoredPath } from '../../../schema/wire/monitor.ts'
import type { Echo } from '../../core/monitor/echo.ts'
import { readFpingCounts } from '../../core/monitor/fping-line.ts'
import { beginSearch, narrowed, nextSize } from '../../core/monitor/largest.ts'
import { run } from '../process.ts'

/** Milliseconds between two rounds of large packets, and until what was not answered is asked again; how often that is. */
export interface LargePace {
  readonly every: number
  readonly again: number
  readonly times: number
}

/** Milliseconds until an answer, between two packets to one target, and between two targets. */
const [ANSWER, BETWEEN, NEXT] = [1000, 300, 5] as const

/** Exit codes: all answered; some did not; some were never reached. */
const FINE = [0, 1, 2]

type Sized = MonitoredPath & { readonly largest: number }

/** Sends the largest packet that should pass whole along each path, round after round, until the signal is given. */
export const watchLarge = async (
  paths: readonly MonitoredPath[],
  pace: LargePace,
  tell: (echo: Echo) => void,
  signal: AbortSignal,
): Promise<void> => {
  const bySize = Map.groupBy(
    paths.filter((path): path is Sized => path.largest !== undefined),
    ({ from, largest }) => `${from} ${largest}`,
  )
  if (bySize.size === 0) return
  while (await passed(pace.every, signal))
    for (const group of bySize.values()) await round(group, pace, tell, signal)
}

/** Asks a group of paths with one source and one size, and those that do not answer a few times more. */
const round = async (
  group: readonly Sized[],
  pace: LargePace,
  tell: (echo: Echo) => void,
  signal: AbortSignal,
): Promise<void> => {
  let silent = group
  for (let time = 0; time < pace.times && silent.length > 0; time++) {
    if (time > 0 && !(await passed(pace.again, signal))) return
    const [first] = silent
    if (first === undefined || signal.aborted) return
    const at = Date.now()
    const answers = await ask(first, first.largest, silent, 1)
    if (answers === undefined) return
    for (const path of silent) tell({ path, at, size: 'large', rtt: answers.get(path.to) })
    silent = silent.filter(({ to }) => answers.get(to) === undefined)
  }
}

/** Halves its way to the largest packet that passes along a path: two packets of each size, so that one may be lost. */
export const largestThatPasses = async (
  path: MonitoredPath,
  signal: AbortSignal,
): Promise<number | undefined> => {
  if (path.largest === undefined) return undefined
  let search = beginSearch(path.largest)
  for (let size = nextSize(search); size !== undefined; size = nextSize(search)) {
    const answers = signal.aborted ? undefined : await ask(path, size, [path], 2)
    if (answers === undefined) return undefined
    search = narrowed(search, size, answers.get(path.to) !== undefined)
  }
  return search.passes
}

/** Round trips by target, in milliseconds; undefined when nothing could be asked, as from an address that is not there. */
const ask = async (
  { from }: MonitoredPath,
  size: number,
  paths: readonly MonitoredPath[],
  count: number,
): Promise<ReadonlyMap<string, number | undefined> | undefined> => {
  const targets = [...new Set(paths.map(({ to }) => to))]
  const data = size - (isIPv6(from) ? 40 : 20) - 8
  const how = ['-C', count, '-q', '-M', '-b', data, '-t', ANSWER, '-p', BETWEEN, '-i', NEXT, '-S', from]
  const { code, words } = await run('fping', [...how.map(String), '--', ...targets], { seconds: 60 })
  return FINE.includes(code) ? readFpingCounts(words) : undefined
}

/** Waits; false when the signal is given. */
const passed = async (milliseconds: number, signal: AbortSignal): Promise<boolean> => {
  try {
    await setTimeout(milliseconds, undefined, { signal })
  } catch {
    return false
  }
  return !signal.aborted
}

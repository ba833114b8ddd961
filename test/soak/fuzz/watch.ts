import { Worker } from 'node:worker_threads'
import type { News, Order } from './feeder.ts'

/** What a run of the fuzzer came to. */
export interface FuzzRun {
  readonly inputs: number
  readonly seconds: number
  /** Resident memory of the process at its peak, in MiB. */
  readonly mebibytes: number
  /** What went wrong, in words; empty when all is well. */
  readonly failures: readonly string[]
}

/** How a run is bounded. */
export interface FuzzBounds {
  /** Seconds of CPU for one input, and six times as many by the clock, for a parser that waits; one that takes longer hangs. */
  readonly seconds: number
  /** Resident memory of the whole process, in MiB. */
  readonly mebibytes: number
}

/** What the parsers, their libraries and one input may take of the heap, in MiB; the process has more around it. */
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }

/**
 * Feeds in a thread of its own while this one watches: an input that takes too long or too much memory ends the run, and is
 * named. `tell` gets a line after each parser.
 */
export const fuzz = async (
  { seconds, mebibytes }: FuzzBounds,
  only: Order['only'],
  tell: (line: string) => void,
  feeder = new URL('feeder.ts', import.meta.url),
): Promise<FuzzRun> => {
  const start = performance.now()
  const now = new Int32Array(new SharedArrayBuffer(8))
  const order: Order = { now, ...(only && { only }) }
  const thread = new Worker(feeder, { workerData: order, resourceLimits: HEAP })
  const failures: string[] = []
  let parsers: readonly string[] = []
  let inputs = 0
  let peak = 0
  const input = (): string => {
    const name = parsers[Atomics.load(now, 0)] ?? 'loading'
    const number = Atomics.load(now, 1)
    return `"${name}" on input ${number}; again: npm run soak -- fuzz '${name}' ${number}`
  }
  const measure = (): number => {
    peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20)
    return peak
  }
  const ended = new Promise<void>(resolve => {
    thread.on('message', (news: News) => {
      if (news.kind === 'plan') parsers = news.parsers
      else if (news.kind === 'failed') failures.push(news.text)
      else {
        inputs += news.inputs
        tell(
          `${news.parser}: ${news.inputs} inputs, ${news.seconds.toFixed(1)} s, ${measure().toFixed(0)} MiB at most`,
        )
      }
    })
    thread.on('error', cause => failures.push(`the thread died (${String(cause)}): ${input()}`))
    thread.on('exit', () => resolve())
  })
  const stop = (why: string): void => {
    clearInterval(watch)
    clearInterval(memory)
    failures.push(`${why}: ${input()}`)
    void thread.terminate()
  }
  const watch = watchdog(now, seconds, () => {
    if (parsers.length > 0) stop(`no answer in ${seconds} s`)
  })
  const memory = setInterval(() => {
    if (measure() > mebibytes && failures.length === 0) stop(`more than ${mebibytes} MiB`)
  }, 100)
  await ended
  clearInterval(watch)
  clearInterval(memory)
  if (only !== undefined && inputs === 0 && failures.length === 0)
    failures.push(`no parser is called ${only.parser}: there are ${parsers.join(', ')}`)
  return { inputs, seconds: (performance.now() - start) / 1000, mebibytes: measure(), failures }
}

/** Calls `late` when the numbers have stood still while that much CPU was spent, or for six times as long. */
const watchdog = (now: Int32Array, seconds: number, late: () => void): NodeJS.Timeout => {
  // Of the whole process: this thread has next to nothing to do.
  const spent = (): number => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  }
  let [seen, since, cpu] = ['', performance.now(), spent()]
  return setInterval(() => {
    const place = `${Atomics.load(now, 0)} ${Atomics.load(now, 1)}`
    if (place !== seen) [seen, since, cpu] = [place, performance.now(), spent()]
    else if (spent() - cpu > seconds || performance.now() - since > seconds * 6000) late()
  }, 200)
}

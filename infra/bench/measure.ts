import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a program costs: seconds of wall clock and of CPU (user and system, its children's too), peak resident memory in MiB. */
export interface Cost {
  readonly wall: number
  readonly cpu: number
  readonly memory: number
}

/** Runs whose memory is looked at, after one to warm up. */
const MEMORY_RUNS = 5

/** A program that is to run so many times, and what that costs. */
export class Meter {
  readonly #argv: readonly string[]
  readonly #runs: number
  readonly #times: Omit<Cost, 'memory'>[] = []
  #memory = 0

  constructor(argv: readonly string[], runs: number) {
    this.#argv = argv
    this.#runs = runs
  }

  /**
   * Runs programs by turns, so that whatever else the machine does, it does to all of them. Throws when a run does not exit
   * with 0: a benchmark of a failure measures nothing.
   */
  static async takeTurns(meters: readonly Meter[]): Promise<void> {
    for (const meter of meters) await meter.#look()
    const rounds = Math.max(...meters.map(meter => meter.#runs))
    for (let round = 0; round < rounds; round++)
      for (const meter of meters) if (round < meter.#runs) meter.#times.push(await timeOf(meter.#argv))
  }

  /** Time and CPU of the median run, the largest memory. */
  get cost(): Cost {
    return {
      wall: median(this.#times.map(({ wall }) => wall)),
      cpu: median(this.#times.map(({ cpu }) => cpu)),
      memory: this.#memory,
    }
  }

  async #look(): Promise<void> {
    await run('env', this.#argv)
    for (let times = Math.min(MEMORY_RUNS, this.#runs); times > 0; times--) {
      const { stderr } = await run('/usr/bin/time', ['-f', '%M', ...this.#argv])
      this.#memory = Math.max(this.#memory, Number(stderr.trim().split('\n').at(-1)) / 1024)
    }
  }
}

const timeOf = async (argv: readonly string[]): Promise<Omit<Cost, 'memory'>> => {
  const script = 'TIMEFORMAT="%3R %3U %3S"; time "$@" >/dev/null 2>&1 || exit 1'
  const { stderr } = await run('bash', ['-c', script, 'bash', ...argv])
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number)
  return { wall, cpu: user + system }
}

/** The middle one of several numbers; of two in the middle the larger. */
export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What one run of a program costs: seconds of wall clock, seconds of CPU (user and system), peak resident memory in MiB. */
export interface Cost {
  readonly wall: number
  readonly cpu: number
  readonly memory: number
}

const loop =
  'n=$1; shift; TIMEFORMAT="%R %U %S"; time for ((i = 0; i < n; i++)); do "$@" >/dev/null 2>&1 || exit 1; done'

/**
 * Runs a program `times` over (after one to warm up) and gives the mean wall and CPU of a run and the peak memory of one.
 * Throws when any run does not exit with 0: a benchmark of a failure measures nothing.
 */
export const costOf = async (argv: readonly string[], times: number): Promise<Cost> => {
  const peak = await run('/usr/bin/time', ['-f', '%M', ...argv])
  const { stderr } = await run('bash', ['-c', loop, 'bash', String(times), ...argv])
  const [wall = NaN, user = NaN, system = NaN] = stderr.trim().split(' ').map(Number)
  const memory = Number(peak.stderr.trim().split('\n').at(-1)) / 1024
  return { wall: wall / times, cpu: (user + system) / times, memory }
}

/** A row a program, each figure beside its ratio to the first row. */
export const table = (rows: readonly (readonly [name: string, cost: Cost])[]): string => {
  const base = rows[0]?.[1]
  if (base === undefined) return ''
  const cell = (value: number, unit: string, to: number): string =>
    `${value.toFixed(0)} ${unit} (${(value / to).toFixed(2)}×)`
  const lines = rows.map(
    ([name, cost]) =>
      `| ${name} | ${cell(cost.cpu * 1000, 'ms', base.cpu * 1000)} | ${cell(cost.wall * 1000, 'ms', base.wall * 1000)} | ${cell(cost.memory, 'MiB', base.memory)} |`,
  )
  return ['| | CPU | wall | peak memory |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

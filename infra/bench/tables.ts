import type { Cost } from './measure.ts'

/** A row a program, each figure beside its ratio to the first row. */
export const costTable = (rows: readonly (readonly [name: string, cost: Cost])[]): string => {
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

/** What is aimed at, such as a ratio of 2.5 (`×`) at most, and what it is. */
export interface Aim {
  readonly what: string
  readonly is: number
  readonly unit: '×' | ' MiB' | ' %'
  readonly atMost?: number
  readonly atLeast?: number
}

/** A row an aim, each met or missed. */
export const aimTable = (aims: readonly Aim[]): string => {
  const lines = aims.map(({ what, is, unit, atMost = Number.POSITIVE_INFINITY, atLeast = 0 }) => {
    const bound = atLeast > 0 ? `at least ${atLeast}${unit}` : `at most ${atMost}${unit}`
    const verdict = is <= atMost && is >= atLeast ? 'met' : '**missed**'
    return `| ${what} | ${bound} | ${is.toFixed(unit !== ' MiB' && is < 10 ? 2 : 0)}${unit} | ${verdict} |`
  })
  return ['| aim | | measured | |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

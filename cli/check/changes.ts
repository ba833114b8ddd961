import type { Problem } from '../../schema/problem.ts'
import type { Paint } from '../terminal.ts'

/** What became of the problems between two checks. */
export interface Changes {
  readonly fresh: readonly Problem[]
  readonly mended: readonly Problem[]
}

/**
 * Compares by what is wrong and in which file, not by line: a line inserted above moves every problem and mends none. The
 * same problem twice counts twice.
 */
export const changesBetween = (before: readonly Problem[], after: readonly Problem[]): Changes => ({
  fresh: missingFrom(before, after),
  mended: missingFrom(after, before),
})

const missingFrom = (known: readonly Problem[], problems: readonly Problem[]): Problem[] => {
  const left = new Map<string, number>()
  for (const problem of known) left.set(essence(problem), (left.get(essence(problem)) ?? 0) + 1)
  return problems.filter(problem => {
    const count = left.get(essence(problem)) ?? 0
    left.set(essence(problem), count - 1)
    return count <= 0
  })
}

const essence = ({ code, severity, message, value, place }: Problem): string =>
  JSON.stringify([code, severity, place.file, message, value])

/** One line for each, what is mended first: it is what the reader just did. */
export const shownChanges = ({ fresh, mended }: Changes, paint: Paint): string[] => [
  ...mended.map(problem => `${paint('green', 'mended')} ${named(problem)}`),
  ...fresh.map(problem => `${paint('red', 'new')}    ${named(problem)}`),
]

const named = ({ severity, code, place, message }: Problem): string =>
  `${severity}[${code}] ${place.file}:${place.line}: ${message}`

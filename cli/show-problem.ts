import type { Place, Problem, Severity } from '../schema/problem.ts'
import { visible } from '../worker/plan/visible.ts'
import type { Paint } from './terminal.ts'
import type { TopologyFiles } from './topology-folder.ts'

const COLOURS = { error: 'red', warning: 'yellow', info: 'cyan' } as const satisfies Record<Severity, string>

/**
 * Problems as a person reads them: what, where, the line itself with a caret under the place, and what to do.
 * A line that holds a secret is repeated for none of them.
 */
export const showProblems = (problems: readonly Problem[], files: TopologyFiles, paint: Paint): string[] => {
  const secret = new Set(
    problems.filter(({ code }) => code === 'secret-plain').map(({ place }) => lineOf(place)),
  )
  return problems.map(problem =>
    showProblem(problem, secret.has(lineOf(problem.place)) ? undefined : files, paint),
  )
}

const lineOf = ({ file, line }: Place): string => `${file}:${line}`

const showProblem = (problem: Problem, files: TopologyFiles | undefined, paint: Paint): string => {
  const { severity, code, message, hint, place } = problem
  const head = `${paint(['bold', COLOURS[severity]], `${severity}[${code}]`)}${paint('bold', `: ${message}`)}`
  const where = `${paint('blue', '  -->')} ${place.file}:${place.line}:${place.column}`
  const excerpt = excerptOf(place, files?.get(place.file), paint, COLOURS[severity])
  return [head, where, ...excerpt, `${paint('blue', '  =')} ${paint('bold', 'hint:')} ${hint}`].join('\n')
}

/** One line that counts what was found: `2 errors, 1 warning`. */
export const tally = (problems: readonly Problem[]): string =>
  (['error', 'warning', 'info'] as const)
    .map(severity => ({ severity, count: problems.filter(problem => problem.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ')

const MAX_WIDTH = 160

const excerptOf = (
  place: Place,
  text: string | undefined,
  paint: Paint,
  colour: 'red' | 'yellow' | 'cyan',
): string[] => {
  const line = text?.split(/\r?\n/)[place.line - 1]
  if (line === undefined) return []
  const number = String(place.line)
  const margin = ' '.repeat(number.length)
  const from = Math.max(0, place.column - 1 > MAX_WIDTH / 2 ? place.column - 1 - MAX_WIDTH / 2 : 0)
  const shown = line.slice(from, from + MAX_WIDTH)
  const column = place.column - 1 - from
  const length = place.endLine === place.line ? place.endColumn - place.column : shown.length - column
  // What is invisible is spelled out, and takes more room for it.
  const before = visible(shown.slice(0, column)).length
  const marked = visible(shown.slice(column, column + Math.max(1, length))).length
  const carets = '^'.repeat(Math.max(1, marked))
  return [
    paint('blue', ` ${margin} |`),
    `${paint('blue', ` ${number} |`)} ${visible(shown)}`,
    `${paint('blue', ` ${margin} |`)} ${' '.repeat(before)}${paint(colour, carets)}`,
  ]
}

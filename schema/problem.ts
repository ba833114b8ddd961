/** Where a value stands in the text that a person wrote. Lines and columns count from 1; the end is exclusive. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export type Severity = 'error' | 'warning' | 'info'

/**
 * One thing that is wrong (or worth knowing) in what a person wrote. `message` says what will be observed and why,
 * `hint` what to write instead; both lower case, no full stop. `code` is stable: tests, docs and `allow` name it.
 */
export interface Problem {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly hint: string
  readonly place: Place
  /** The offending value as written, cut to 120 characters; left out where it might be a secret. */
  readonly value?: string
}

/** True when one of the problems blocks: warnings and infos are shown, errors stop. */
export const blocks = (problems: readonly Problem[]): boolean =>
  problems.some(problem => problem.severity === 'error')

/** Orders problems as a reader meets them: by file, line, column, then code. */
export const inReadingOrder = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort(
    (a, b) =>
      compare(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      compare(a.code, b.code),
  )

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

import type { Place, Problem, Severity } from '../../schema/problem.ts'

/** A piece of somebody's old configuration that remembers where it stood. */
export interface Word {
  readonly text: string
  readonly place: Place
}

/** The first character of a file, for what is wrong with the file as a whole. */
export const startOf = (file: string): Place => ({ file, line: 1, column: 1, endLine: 1, endColumn: 2 })

/** What a remark says beyond its code and place. `value` is left out where it might be a secret. */
interface Said {
  readonly message: string
  readonly hint: string
  readonly value?: string
}

/**
 * One thing noticed in an old file. error: it stands in the topology as it was, and `cygnet check` refuses it there; warning: it was
 * mended, or needs a look; info: worth knowing.
 */
export const remark = (
  code: string,
  severity: Severity,
  place: Place,
  { value, ...said }: Said,
): Problem => ({
  code,
  severity,
  ...said,
  place,
  ...(value === undefined ? {} : { value: value.slice(0, 120) }),
})

/** Something that the language has no word for, and what follows from leaving it out. */
export const notExpressed = (word: Word, what: string, hint: string): Problem =>
  remark('not-expressed', 'warning', word.place, {
    message: `left out: ${what}`,
    hint,
    value: /secret|pass|psk|pin\b/i.test(word.text) ? word.text.replace(/=.*$/s, '=…') : word.text,
  })

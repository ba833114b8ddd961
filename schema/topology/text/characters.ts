import type { Place, Problem } from '../../problem.ts'

/**
 * Characters that a reviewer cannot see or that a daemon reads otherwise: controls (NUL among them), lone surrogates,
 * non-characters, a carriage return within a line, and the marks that turn the direction of text, so that a line reads as something it is not.
 */
const UNREADABLE =
  /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\p{Cs}]|\r(?!$)/u

/** One problem for each line that holds such a character, the first one pointed at; at most 20. */
export const unreadableCharacters = (file: string, text: string): Problem[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      unreadableIn(file, index === 0 ? line.replace(/^\ufeff/, ' ') : line, index + 1),
    )
    .slice(0, 20)

/** True when a value, after its escapes were read, holds a character that nothing below may receive. */
export const hasUnreadable = (value: string): boolean => UNREADABLE.test(value) || /[\n\r\t]/.test(value)

const unreadableIn = (file: string, text: string, line: number): Problem[] => {
  const found = UNREADABLE.exec(text)
  if (found === null) return []
  const column = found.index + 1
  const place: Place = { file, line, column, endLine: line, endColumn: column + found[0].length }
  return [
    {
      code: 'text-character',
      severity: 'error',
      message: `an invisible character (${codePoint(found[0])}): people and programs would read this line differently`,
      hint: 'delete it, and type the line anew',
      place,
    },
  ]
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

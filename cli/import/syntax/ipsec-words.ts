import type { HostFile } from '../source/host-files.ts'
import type { Word } from '../word.ts'
import { Cursor } from './cursor.ts'

/** A line of ipsec.conf(5) in words. `bare` is false for what stood in quotes, where `=` is a character like any other. */
export interface Line {
  readonly indented: boolean
  readonly words: readonly (Word & { readonly bare: boolean })[]
  /** A quoted word that never ends: nothing behind it can be trusted. */
  readonly broken: boolean
}

const isBlank = (character: string): boolean => character === ' ' || character === '\t' || character === '\r'
const isPlain = (character: string): boolean => !/["#= \t\r\n]/.test(character)

/** The lines of an ipsec.conf that hold anything, comments taken out. A quoted word may run over several lines. */
export function* ipsecLines(file: HostFile): Generator<Line> {
  const cursor = new Cursor(file)
  while (!cursor.ended) {
    const indented = cursor.while(isBlank) !== ''
    const { words, broken } = wordsOf(cursor)
    if (words.length > 0 || broken) yield { indented, words, broken }
    cursor.step()
  }
}

const wordsOf = (cursor: Cursor): Omit<Line, 'indented'> => {
  const words: Line['words'][number][] = []
  while (!cursor.ended && cursor.here !== '\n') {
    const place = cursor.mark()
    if (isBlank(cursor.here)) cursor.while(isBlank)
    else if (cursor.here === '#') cursor.restOfLine()
    else if (cursor.here === '"') {
      const text = cursor.quoted()
      if (text === undefined)
        return { words: [...words, { text: '', place: place(), bare: false }], broken: true }
      words.push({ text, place: place(), bare: false })
    } else if (cursor.here === '=') {
      cursor.step()
      words.push({ text: '=', place: place(), bare: true })
    } else words.push({ text: plainWord(cursor), place: place(), bare: true })
  }
  return { words, broken: false }
}

/** A word outside of quotes. `@#` begins a key id and no comment. */
const plainWord = (cursor: Cursor): string => {
  const text = cursor.while(isPlain)
  if (text !== '@' || cursor.here !== '#') return text
  cursor.step()
  return `@#${cursor.while(isPlain)}`
}

import type { HostFile } from '../source/host-files.ts'
import type { Word } from '../word.ts'
import { Cursor } from './cursor.ts'

/** A piece of strongswan.conf(5) syntax. `value` is everything behind `=`; `references` what stands between `:` and `{`. */
export type SettingsToken =
  | { readonly kind: 'name' | 'value' | 'include'; readonly word: Word }
  | { readonly kind: 'references'; readonly words: readonly Word[] }
  | { readonly kind: 'open' | 'close' | 'broken'; readonly word: Word }

const isBlank = (character: string): boolean => character === ' ' || character === '\t' || character === '\r'
const isName = (character: string): boolean => !/[#{}:,="\r\n\t ]/.test(character)
const isValue = (character: string): boolean => !/[#}"\r\n\t ]/.test(character)

/** The tokens of a settings file, comments and white space left out. */
export function* settingsTokens(file: HostFile): Generator<SettingsToken> {
  const cursor = new Cursor(file)
  for (;;) {
    cursor.while(character => isBlank(character) || character === '\n')
    if (cursor.ended) return
    const place = cursor.mark()
    const token = (kind: 'open' | 'close' | 'broken', text: string): SettingsToken => ({
      kind,
      word: { text, place: place() },
    })
    const character = cursor.here
    if (character === '#') {
      cursor.restOfLine()
      continue
    }
    if (isName(character)) {
      const text = cursor.while(isName)
      yield text === 'include' && isBlank(cursor.here)
        ? { kind: 'include', word: spaced(cursor, isValue) }
        : { kind: 'name', word: { text, place: place() } }
      continue
    }
    cursor.step()
    if (character === '{') yield token('open', '{')
    else if (character === '}') yield token('close', '}')
    else if (character === '=') yield { kind: 'value', word: spaced(cursor, isValue) }
    else if (character === ':') yield { kind: 'references', words: references(cursor) }
    else yield token('broken', character)
  }
}

/** Words up to the end of the line, a comment or a bracket, joined by single blanks; quoted ones keep theirs. */
const spaced = (cursor: Cursor, isOne: (character: string) => boolean): Word => {
  const words: string[] = []
  cursor.while(isBlank)
  const begin = cursor.mark()
  let place = begin()
  while (!cursor.ended) {
    if (cursor.here === '"') words.push(cursor.quoted() ?? '')
    else if (isOne(cursor.here)) words.push(cursor.while(isOne))
    else break
    place = begin()
    cursor.while(isBlank)
  }
  return { text: words.join(' '), place }
}

const references = (cursor: Cursor): Word[] => {
  const words: Word[] = []
  for (;;) {
    cursor.while(character => isBlank(character) || character === '\n' || character === ',')
    const place = cursor.mark()
    const text = cursor.while(isName)
    if (text === '') return words
    words.push({ text, place: place() })
  }
}

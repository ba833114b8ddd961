import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from 'yaml'
import type { Place } from '../../problem.ts'
import { MAX_DEPTH } from '../limits.ts'

/** YAML's own view of a file: its documents, and how offsets become places. */
export interface Composed {
  readonly documents: readonly Document.Parsed[]
  readonly place: (from: number, to: number) => Place
  /** How many lines from this one on are indented with tabs; 0 where this one is not. */
  readonly tabbed: (offset: number) => number
}

/** Composes YAML 1.2 text; undefined as soon as it nests deeper than MAX_DEPTH. Linear in the length of the text. */
export const composeYaml = (file: string, text: string): Composed | undefined => {
  const lines = linesOf(text)
  const parser = new Parser()
  // uniqueKeys compares each key with each: seconds for a hostile file. The tree's reader finds duplicates by a map.
  const composer = new Composer({
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    logLevel: 'error',
  })
  const documents: Document.Parsed[] = []
  const compose = (tokens: Iterable<CST.Token>): void => {
    for (const token of tokens) documents.push(...[...composer.next(token)].filter(isParsed))
  }
  for (const lexeme of new Lexer().lex(text)) {
    compose(parser.next(lexeme))
    if (parser.stack.length > MAX_DEPTH) return undefined
    // One too many is refused already: nobody reads the others.
    if (documents.length > 1) break
  }
  compose(parser.end())
  documents.push(...[...composer.end(true, text.length)].filter(isParsed))
  return {
    documents,
    place: (from, to) => placeBetween(file, lines, Math.min(from, text.length), Math.min(to, text.length)),
    tabbed: offset => {
      const rest = text.slice(text.lastIndexOf('\n', offset - 1) + 1)
      return TABBED.test(rest) ? rest.split('\n').filter(line => TABBED.test(line)).length : 0
    },
  }
}

const TABBED = /^ *\t[ \t]*[^ \t\r\n]/

/** How many lexemes a text has, each bracket that opens counted as four, as a collection costs; stops counting at `most`. Holds none. */
export const countLexemes = (text: string, most: number): number => {
  let count = 0
  for (const lexeme of new Lexer().lex(text)) {
    count += lexeme === '[' || lexeme === '{' ? 4 : 1
    if (count >= most) break
  }
  return count
}

/** The parser reports lines too, but stops doing so behind an error. */
const linesOf = (text: string): LineCounter => {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1)
  return lines
}

const isParsed = (document: Document.Parsed): boolean =>
  document.contents !== null || document.errors.length > 0

const placeBetween = (file: string, lines: LineCounter, from: number, to: number): Place => {
  const start = lines.linePos(from)
  const end = lines.linePos(Math.max(to, from + 1))
  return { file, line: start.line, column: start.col, endLine: end.line, endColumn: end.col }
}

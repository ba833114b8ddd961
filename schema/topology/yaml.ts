import { Composer, type Document, Lexer, LineCounter, Parser } from 'yaml'
import type { Place } from '../problem.ts'
import { MAX_DEPTH } from './limits.ts'

/** YAML's own view of a file: its documents, and how offsets become places. */
export interface Composed {
  readonly documents: readonly Document.Parsed[]
  readonly place: (from: number, to: number) => Place
}

/** Composes YAML 1.2 text; undefined as soon as it nests deeper than MAX_DEPTH. Linear in the length of the text. */
export const composeYaml = (file: string, text: string): Composed | undefined => {
  const lines = linesOf(text)
  const parser = new Parser()
  const tokens = []
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length > MAX_DEPTH) return undefined
  }
  tokens.push(...parser.end())
  // uniqueKeys compares each key with each: seconds for a hostile file. The tree's reader finds duplicates by a map.
  const composer = new Composer({
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    logLevel: 'error',
  })
  const documents = [...composer.compose(tokens, true, text.length)].filter(isParsed)
  return {
    documents,
    place: (from, to) => placeBetween(file, lines, Math.min(from, text.length), Math.min(to, text.length)),
  }
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

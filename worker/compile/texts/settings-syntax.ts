import type { Piece } from '../../../schema/wire/bundle.ts'

/** A value as text, or as pieces where a secret stands in for text that only the gateway knows. */
export type SettingsValue = string | readonly Piece[]

/** A section of strongSwan's settings: keys and sections, in the order in which they are written. */
export interface SettingsSection {
  readonly [key: string]: SettingsValue | SettingsSection
}

/** Section names and keys: no dot (a path separator to strongSwan), no white space, nothing that the syntax uses. */
const NAME = /^[A-Za-z0-9_-]{1,255}$/
const BARE = /^[A-Za-z0-9._%@:/,|+-]+$/
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/**
 * The text of a strongSwan settings file (strongswan.conf(5), the same for swanctl.conf), in pieces. Any value survives:
 * what is not plainly harmless is quoted. `header` is comment lines to begin with. Throws a TypeError on a name that the syntax cannot carry.
 */
export const settingsPieces = (section: SettingsSection, header: string): Piece[] =>
  joined([header, ...piecesOf(section, '')])

function* piecesOf(section: SettingsSection, indent: string): Generator<Piece> {
  for (const [key, value] of Object.entries(section)) {
    if (!NAME.test(key))
      throw new TypeError(`strongSwan settings cannot carry a section or key named ${JSON.stringify(key)}`)
    if (isValue(value)) {
      yield `${indent}${key} = `
      yield* typeof value === 'string' ? [quoted(value)] : ['"', ...value.map(escapedPiece), '"']
      yield '\n'
    } else {
      yield `${indent}${key} {\n`
      yield* piecesOf(value, `${indent}  `)
      yield `${indent}}\n`
    }
  }
}

const isValue = (value: SettingsValue | SettingsSection): value is SettingsValue =>
  typeof value === 'string' || Array.isArray(value)

const quoted = (value: string): string => (BARE.test(value) ? value : `"${escaped(value)}"`)

const escaped = (value: string): string => {
  if (value.includes('\0')) throw new TypeError('strongSwan settings cannot carry a NUL')
  return value.replace(/[\\"\n\r\t]/g, character => ESCAPES[character] ?? character)
}

const escapedPiece = (piece: Piece): Piece => (typeof piece === 'string' ? escaped(piece) : piece)

/** Neighbouring texts become one piece, so that a file without secrets is exactly one piece. */
const joined = (pieces: readonly Piece[]): Piece[] => {
  const result: Piece[] = []
  for (const piece of pieces) {
    const last = result.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') result[result.length - 1] = last + piece
    else result.push(piece)
  }
  return result
}

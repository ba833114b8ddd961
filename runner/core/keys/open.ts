import type { Bundle, ManagedFile, Piece } from '../../../schema/wire/bundle.ts'
import type { ManagedPath } from '../../../schema/wire/managed-paths.ts'
import { isSecretsPlace } from './secret-place.ts'

/** A file with its secrets filled in: only ever in memory until it is written with its mode. */
export interface OpenFile {
  readonly path: ManagedPath
  readonly mode: 0o600 | 0o644
  readonly text: string
}

/** A generation's files as they will stand on disk, by path. */
export type OpenFiles = ReadonlyMap<ManagedPath, OpenFile>

/** No generation at all: what is in force on a gateway that never committed one. */
export const NO_FILES: OpenFiles = new Map()

/**
 * Fills each secret piece with its text, by the secret's id. Throws when a file asks for a secret that the bundle does not
 * declare, or would put one into a file that others may read, or that is not made for secrets.
 */
export const openFiles = (bundle: Bundle, secrets: ReadonlyMap<string, string>): OpenFiles =>
  new Map(bundle.files.map(file => [file.path, openFile(file, secrets)]))

/** Only the files that hold no secret, for work that must not fail because of one. */
export const plainFiles = (bundle: Bundle): OpenFiles =>
  new Map(bundle.files.filter(file => !holdsSecret(file)).map(file => [file.path, openFile(file, new Map())]))

/** Whether a file is readable by its owner alone because of what is in it. */
export const holdsSecret = (file: ManagedFile): boolean =>
  file.content.some(piece => typeof piece !== 'string')

const openFile = (file: ManagedFile, secrets: ReadonlyMap<string, string>): OpenFile => {
  const { path, mode } = file
  if (holdsSecret(file) && mode !== 0o600) throw new Error(`${path} holds a secret and is readable by others`)
  if (holdsSecret(file) && !isSecretsPlace(file))
    throw new Error(`${path} holds a secret where none is to stand`)
  return { path, mode, text: file.content.map(piece => textOf(piece, secrets)).join('') }
}

const textOf = (piece: Piece, secrets: ReadonlyMap<string, string>): string => {
  if (typeof piece === 'string') return piece
  const secret = secrets.get(piece.secret)
  if (secret === undefined) throw new Error(`no secret named ${piece.secret} was declared`)
  return secret
}

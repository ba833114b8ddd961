import type { Bundle, Piece } from '../../schema/wire/bundle.ts'
import type { ManagedPath } from '../../schema/wire/managed-paths.ts'
import type { Name } from '../../schema/wire/names.ts'
import { asStrongswanSecret } from './tunnel-key.ts'

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
 * Fills each secret piece with `0s` + base64 of its key, the form that swanctl takes without quoting. Throws when a
 * file asks for a secret that the bundle does not declare, or would put one into a file that others may read.
 */
export const openFiles = (bundle: Bundle, secrets: ReadonlyMap<Name, Uint8Array>): OpenFiles =>
  new Map(
    bundle.files.map(file => {
      const holdsSecret = file.content.some(piece => typeof piece !== 'string')
      if (holdsSecret && file.mode !== 0o600)
        throw new Error(`${file.path} holds a secret and is readable by others`)
      return [
        file.path,
        {
          path: file.path,
          mode: file.mode,
          text: file.content.map(piece => textOf(piece, secrets)).join(''),
        },
      ]
    }),
  )

const textOf = (piece: Piece, secrets: ReadonlyMap<Name, Uint8Array>): string => {
  if (typeof piece === 'string') return piece
  const secret = secrets.get(piece.secret)
  if (secret === undefined) throw new Error(`no secret named ${piece.secret} was declared`)
  return asStrongswanSecret(secret)
}

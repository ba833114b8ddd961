import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff'
import type { ManagedFile, Piece } from '../../schema/wire/bundle.ts'
import type { ManagedPath } from '../../schema/wire/managed-paths.ts'

export interface FileChange {
  readonly path: ManagedPath
  readonly kind: 'added' | 'changed' | 'removed'
  /** Unified diff with three lines around each change; secrets are references such as `<secret:rlyeh-ulthar>`. */
  readonly diff: string
  /** Lines that come and go. */
  readonly added: number
  readonly removed: number
}

const CONTEXT = 3
const NOWHERE = '/dev/null'

/** What becomes of each file, sorted by path; a file that stays byte for byte is not in it. */
export const fileChanges = (before: readonly ManagedFile[], after: readonly ManagedFile[]): FileChange[] => {
  const paths = [...new Set([...before, ...after].map(({ path }) => path))].sort()
  return paths.flatMap(path => {
    const was = before.find(file => file.path === path)
    const is = after.find(file => file.path === path)
    return sameFile(was, is) ? [] : [fileChange(path, was, is)]
  })
}

/** A file's text as a person may see it: each secret as a reference to it. */
export const shownText = ({ content }: ManagedFile): string => content.map(shownPiece).join('')

const shownPiece = (piece: Piece): string => (typeof piece === 'string' ? piece : `<secret:${piece.secret}>`)

const sameFile = (was: ManagedFile | undefined, is: ManagedFile | undefined): boolean =>
  was !== undefined && is !== undefined && was.mode === is.mode && shownText(was) === shownText(is)

const fileChange = (
  path: ManagedPath,
  was: ManagedFile | undefined,
  is: ManagedFile | undefined,
): FileChange => {
  const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
  const text = (file: ManagedFile | undefined): string => (file === undefined ? '' : shownText(file))
  const patch = structuredPatch(was ? path : NOWHERE, is ? path : NOWHERE, text(was), text(is), '', '', {
    context: CONTEXT,
  })
  const lines = patch.hunks.flatMap(hunk => hunk.lines)
  const mode = was && is && was.mode !== is.mode ? `mode ${octal(was.mode)} → ${octal(is.mode)}\n` : ''
  return {
    path,
    kind,
    diff: mode + formatPatch(patch, FILE_HEADERS_ONLY),
    added: lines.filter(line => line.startsWith('+')).length,
    removed: lines.filter(line => line.startsWith('-')).length,
  }
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

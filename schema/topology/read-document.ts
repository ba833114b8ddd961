import type { Problem } from '../problem.ts'
import { Document } from './document.ts'
import { pathOf, problemsOf } from './issues.ts'
import { renamed, without } from './recover.ts'
import { keysAt } from './shape.ts'
import { nearest } from './suggestion.ts'
import type { Path } from './topology.ts'
import { type MapNode, plainOf } from './tree.ts'

/** What a tree says, what of it was refused, and where: rules stay silent about what only follows from that. */
export interface ReadDocument {
  readonly document: Document
  readonly problems: readonly Problem[]
  readonly refused: readonly Path[]
}

/**
 * Parses the tree. Whatever the shape refuses is reported and then set aside (a mistyped key is read as the one that was
 * meant), so that one slip does not hide the others. The document is fit for use only when there are no problems.
 */
export const readDocument = (tree: MapNode): ReadDocument => {
  const first = Document.safeParse(plainOf(tree))
  if (first.success) return { document: first.data, problems: [], refused: [] }
  const refused: Path[] = []
  let rest = tree
  let attempt: ReturnType<typeof Document.safeParse> = first
  for (let round = 0; round < MAX_ROUNDS && !attempt.success; round++) {
    for (const issue of attempt.error.issues) {
      const path = pathOf(issue.path)
      if (issue.code === 'unrecognized_keys')
        rest = issue.keys.reduce((kept, key) => meant(kept, path, key, refused), rest)
      else {
        refused.push(path)
        rest = without(rest, path) ?? rest
      }
    }
    attempt = Document.safeParse({ ...EMPTY, ...(plainOf(rest) as object) })
  }
  return { document: attempt.data ?? EMPTY, problems: problemsOf(tree, first.error), refused }
}

/** Enough for a missing key to take its section, and the section its own, up to the root. */
const MAX_ROUNDS = 12

const EMPTY: Document = { cygnet: 1, network: 'unnamed' }

const meant = (tree: MapNode, parent: Path, key: string, refused: Path[]): MapNode => {
  const near = nearest(key, keysAt(Document, parent))
  if (near !== undefined) return renamed(tree, parent, key, near)
  refused.push([...parent, key])
  return without(tree, [...parent, key]) ?? tree
}

import type * as z from 'zod'
import type { Problem } from '../../problem.ts'
import { nearest } from '../grammar/suggestion.ts'
import { MAX_PROBLEMS } from '../limits.ts'
import { type MapNode, plainOf } from '../text/tree.ts'
import type { Path } from '../topology.ts'
import { Document } from './document.ts'
import { pathOf, problemsOf } from './issues.ts'
import { type Repair, repaired, whatToDrop } from './recover.ts'
import { keysAt } from './shape.ts'

/** What a tree says, what of it was refused, and where: rules stay silent about what only follows from that. */
export interface ReadDocument {
  readonly document: Document
  readonly problems: readonly Problem[]
  readonly refused: readonly Path[]
  /** The tree as it was understood, mistyped keys under their right names. */
  readonly tree: MapNode
}

/**
 * Parses the tree. Whatever the shape refuses is reported and then set aside (a mistyped key is read as the one that was
 * meant), so that one slip does not hide the others. The document is fit for use only when there are no problems.
 */
export const readDocument = (tree: MapNode): ReadDocument => {
  const first = Document.safeParse(plainOf(tree))
  if (first.success) return { document: first.data, problems: [], refused: [], tree }
  if (isFlood(first.error))
    return { document: EMPTY, problems: problemsOf(tree, first.error), refused: [[]], tree }
  const refused: Path[] = []
  let rest = tree
  let attempt: ReturnType<typeof Document.safeParse> = first
  for (let round = 0; round < MAX_ROUNDS && !attempt.success; round++) {
    const repair = repairOf(rest, attempt.error)
    refused.push(...repair.drop.map(upToList))
    rest = repaired(rest, repair)
    attempt = Document.safeParse({ ...EMPTY, ...(plainOf(rest) as object) })
  }
  return { document: attempt.data ?? EMPTY, problems: problemsOf(tree, first.error), refused, tree: rest }
}

/** More than anybody reads: finding out what else there is would take longer than it is worth. */
const isFlood = ({ issues }: z.ZodError): boolean =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0) >
  MAX_PROBLEMS

/** Enough for a missing key to take its section, and the section its own, up to the root. */
const MAX_ROUNDS = 12

const EMPTY: Document = { cygnet: 1, network: 'unnamed' }

/** Takes out each refused value; a key that nearly is one of those known is read as that one. */
const repairOf = (tree: MapNode, error: z.ZodError): Repair => {
  const drop: Path[] = []
  const rename: { at: Path; to: string }[] = []
  for (const issue of error.issues) {
    const path = pathOf(issue.path)
    if (issue.code !== 'unrecognized_keys') drop.push(whatToDrop(tree, path))
    else
      for (const key of issue.keys) {
        const near = nearest(key, keysAt(Document, path))
        if (near === undefined) drop.push([...path, key])
        else rename.push({ at: [...path, key], to: near })
      }
  }
  return { drop, rename }
}

/** A list whose item was refused is incomplete as a whole. */
const upToList = (path: Path): Path => {
  const index = path.findIndex(step => typeof step === 'number')
  return index < 0 ? path : path.slice(0, index)
}

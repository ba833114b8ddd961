import { Document, type Node, Pair, Scalar, YAMLMap } from 'yaml'

/** A map in several lines, in the order given. Values that are no block are written on one line. */
export class Block {
  readonly entries: readonly Entry[]

  constructor(entries: readonly (Entry | undefined)[]) {
    this.entries = entries.filter(entry => entry !== undefined)
  }
}

/** One key of a block. A note becomes a comment: above a block, behind a line. */
export interface Entry {
  readonly key: string
  readonly value: unknown
  readonly note?: string | undefined
}

const document = new Document()

/** The YAML of a value; `note` stands behind what is on one line. */
export const nodeOf = (value: unknown, note?: string): Node => {
  if (value instanceof Block) return blockNode(value)
  const node = document.createNode(value, { flow: true, aliasDuplicateObjects: false })
  if (note !== undefined) node.comment = ` ${commentText(note)}`
  return node
}

/** A key with its comment above it, as a block wants it. */
export const keyNode = (key: string, value: unknown, note: string | undefined): Scalar<string> => {
  const scalar = new Scalar(key)
  if (note !== undefined && value instanceof Block) scalar.commentBefore = ` ${commentText(note)}`
  return scalar
}

const blockNode = ({ entries }: Block): YAMLMap => {
  const map = new YAMLMap()
  for (const { key, value, note } of entries)
    map.items.push(new Pair(keyNode(key, value, note), nodeOf(value, note)))
  return map
}

/** A comment is one line, and nothing in it can end it. */
const commentText = (text: string): string =>
  text.replaceAll(/[^\x20-\x7e\u00a0-\u024f’–]/g, '?').slice(0, 160)

import type { Place, Problem } from '../../problem.ts'
import type { Path } from '../topology.ts'

/** A parsed YAML value that remembers where it stood. Nothing but maps with text keys, lists and plain values. */
export type Tree = MapNode | ListNode | ValueNode

export interface MapNode {
  readonly kind: 'map'
  readonly place: Place
  readonly entries: ReadonlyMap<string, Entry>
}

export interface ListNode {
  readonly kind: 'list'
  readonly place: Place
  readonly items: readonly Tree[]
}

export interface ValueNode {
  readonly kind: 'value'
  readonly place: Place
  readonly value: string | number | boolean | null
  /** The value as it was written, quotes and escapes included. */
  readonly source: string
}

/** One key of a map: where the key stands, and what it holds. */
export interface Entry {
  readonly key: Place
  readonly node: Tree
}

/** What a text says, or why it cannot be read. Problems beside a tree leave something that can be checked further. */
export interface Text {
  readonly tree: MapNode | undefined
  readonly problems: readonly Problem[]
}

/** The node at a path, or undefined where the text has nothing. */
export const nodeAt = (tree: Tree, path: Path): Tree | undefined => {
  let node: Tree | undefined = tree
  for (const step of path) {
    if (node?.kind === 'map') node = node.entries.get(String(step))?.node
    else if (node?.kind === 'list') node = node.items[Number(step)]
    else return undefined
  }
  return node
}

/** The place of the key that ends the path, or of what stands there when no key does. */
export const keyPlaceOf = (tree: Tree, path: Path): Place => {
  const parent = nodeAt(tree, path.slice(0, -1))
  const entry = parent?.kind === 'map' ? parent.entries.get(String(path.at(-1))) : undefined
  return entry?.key ?? startOf(nodeAt(tree, path)?.place ?? placeOf(tree, path.slice(0, -1)))
}

/**
 * Where to point for a problem at `path`: the value itself when it stands on one line, its key when it spans
 * several, and the nearest thing around it when the text has no such value.
 */
export const placeOf = (tree: Tree, path: Path): Place => {
  const node = nodeAt(tree, path)
  if (path.length === 0) return startOf(tree.place)
  if (node === undefined) return keyPlaceOf(tree, path.slice(0, -1))
  return node.kind !== 'map' && node.place.line === node.place.endLine ? node.place : keyPlaceOf(tree, path)
}

const startOf = (place: Place): Place => ({ ...place, endLine: place.line, endColumn: place.column + 1 })

/** The tree as plain values, for a schema to read; maps have no prototype, so no key can reach one. */
export const plainOf = (tree: Tree): unknown => {
  if (tree.kind === 'value') return tree.value
  if (tree.kind === 'list') return tree.items.map(plainOf)
  const plain: Record<string, unknown> = Object.create(null)
  for (const [key, entry] of tree.entries) plain[key] = plainOf(entry.node)
  return plain
}

import { type Entry, type MapNode, nodeAt, type Tree } from '../text/tree.ts'
import type { Path } from '../topology.ts'

/** What to take out of a tree, and which keys to read as others, by path; list items keep their places until the end. */
export interface Repair {
  readonly drop: readonly Path[]
  readonly rename: readonly { readonly at: Path; readonly to: string }[]
}

/** The value at the path; where the text has none (a key is missing), what should have held it. */
export const whatToDrop = (tree: Tree, path: Path): Path =>
  path.length === 0 || nodeAt(tree, path) !== undefined ? path : whatToDrop(tree, path.slice(0, -1))

/** The tree without what was refused, so that everything else is still checked. */
export const repaired = (tree: MapNode, repair: Repair): MapNode => {
  const drop = new Set(repair.drop.map(textOf))
  const rename = new Map(repair.rename.map(({ at, to }) => [textOf(at), to]))
  const map = (node: MapNode, path: Path): MapNode => {
    const entries = new Map<string, Entry>()
    for (const [key, entry] of node.entries) {
      const at = [...path, key]
      const name = rename.get(textOf(at)) ?? key
      const taken = name !== key && node.entries.has(name)
      if (!drop.has(textOf(at)) && !taken) entries.set(name, { ...entry, node: any(entry.node, at) })
    }
    return { ...node, entries }
  }
  const any = (node: Tree, path: Path): Tree => {
    if (node.kind === 'map') return map(node, path)
    if (node.kind === 'value') return node
    const kept = node.items
      .map((item, index) => ({ item, at: [...path, index] }))
      .filter(({ at }) => !drop.has(textOf(at)))
    return { ...node, items: kept.map(({ item, at }) => any(item, at)) }
  }
  return map(tree, [])
}

const textOf = (path: Path): string => JSON.stringify(path.map(String))

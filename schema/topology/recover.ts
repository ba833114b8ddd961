import type { Path } from './topology.ts'
import type { MapNode, Tree } from './tree.ts'

/**
 * The tree without what was refused, so that everything else is still checked. A value inside a list takes the whole
 * list with it: the places of its neighbours must not shift. Undefined when nothing at the path can be taken out.
 */
export const without = (root: MapNode, path: Path): MapNode | undefined => {
  const [step, ...rest] = path
  const entry = step === undefined ? undefined : root.entries.get(String(step))
  if (step === undefined || entry === undefined) return undefined
  const entries = new Map(root.entries)
  const pruned = entry.node.kind === 'map' && rest.length > 0 ? without(entry.node, rest) : undefined
  if (pruned === undefined) entries.delete(String(step))
  else entries.set(String(step), { ...entry, node: pruned })
  return { ...root, entries }
}

/** The tree with a mistyped key read as the one that was meant, unless that one is there already. */
export const renamed = (root: MapNode, parent: Path, from: string, to: string): MapNode => {
  const change = (node: Tree, rest: Path): Tree => {
    if (node.kind !== 'map') return node
    const [step, ...further] = rest
    const entries = new Map(node.entries)
    if (step === undefined) {
      const entry = entries.get(from)
      entries.delete(from)
      if (entry !== undefined && !entries.has(to)) entries.set(to, entry)
    } else {
      const entry = entries.get(String(step))
      if (entry !== undefined) entries.set(String(step), { ...entry, node: change(entry.node, further) })
    }
    return { ...node, entries }
  }
  const changed = change(root, parent)
  return changed.kind === 'map' ? changed : root
}

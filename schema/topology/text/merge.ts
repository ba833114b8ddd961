import type { Problem } from '../../problem.ts'
import type { Entry, MapNode } from './tree.ts'

/**
 * Merges the roots of several files. Sections (`gateways`, `tunnels`, …) may be spread over files; what they define may
 * not: a second definition is a problem that names both places, and the first one stands.
 */
export const mergeMaps = (roots: readonly MapNode[]): { tree: MapNode | undefined; problems: Problem[] } => {
  const problems: Problem[] = []
  const tree = roots.reduce<MapNode | undefined>(
    (sum, root) => (sum === undefined ? root : mergePair(sum, root, 1, problems)),
    undefined,
  )
  return { tree, problems }
}

const mergePair = (first: MapNode, second: MapNode, depth: number, problems: Problem[]): MapNode => {
  const entries = new Map(first.entries)
  for (const [key, entry] of second.entries) {
    const known = entries.get(key)
    if (known === undefined) entries.set(key, entry)
    else if (depth > 0 && known.node.kind === 'map' && entry.node.kind === 'map')
      entries.set(key, { key: known.key, node: mergePair(known.node, entry.node, depth - 1, problems) })
    else problems.push(duplicateDefinition(key, known, entry))
  }
  return { ...first, entries }
}

/** The same key twice: YAML would let the last one win in silence. */
export const duplicateDefinition = (key: string, first: Entry, second: Entry): Problem => ({
  code: 'duplicate-definition',
  severity: 'error',
  message: `${key} is defined twice, first at ${first.key.file}:${first.key.line}:${first.key.column}; one of the two would be lost without a word`,
  hint: `keep one of them, or give this one another name`,
  place: second.key,
  value: key.slice(0, 120),
})

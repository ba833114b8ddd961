/** A network taken apart: what hangs by one thread hangs below what holds it; what is left is the core. */
export interface Forest {
  readonly core: readonly string[]
  readonly childrenOf: (id: string) => readonly string[]
}

export type Neighbours = ReadonlyMap<string, ReadonlySet<string>>

/** Who is joined with whom; every node is in it. Several tunnels between two count once. */
export const neighboursOf = (
  nodes: readonly { readonly id: string }[],
  edges: readonly { readonly ends: readonly { readonly node: string }[] }[],
): Neighbours => {
  const neighbours = new Map(nodes.map(({ id }) => [id, new Set<string>()]))
  for (const { ends } of edges)
    for (const { node } of ends)
      for (const other of ends) if (other.node !== node) neighbours.get(node)?.add(other.node)
  return neighbours
}

/** So often are leaves plucked: a hub's spokes, what dials in to a spoke, the hubs of a hub. Deeper chains stay core. */
const ROUNDS = 4

/** Plucks nodes with one neighbour off, round by round, and remembers where they hung. */
export const forestOf = (neighbours: Neighbours): Forest => {
  const children = new Map<string, string[]>()
  const left = new Map([...neighbours].map(([id, set]) => [id, new Set(set)]))
  for (let round = 0; round < ROUNDS; round++) {
    const leaves = [...left].filter(([, set]) => set.size === 1).map(([id]) => id)
    // What dials in hangs below its gateway, even where the gateway has no other neighbour.
    for (const leaf of leaves.toSorted((a, b) => rank(a, children) - rank(b, children) || (a < b ? 1 : -1))) {
      const [parent] = left.get(leaf) ?? []
      if (parent === undefined || left.get(leaf)?.size !== 1) continue
      children.set(parent, [...(children.get(parent) ?? []), leaf])
      left.delete(leaf)
      left.get(parent)?.delete(leaf)
    }
  }
  return { core: [...left.keys()].sort(), childrenOf: id => children.get(id)?.toSorted() ?? [] }
}

const rank = (id: string, children: ReadonlyMap<string, readonly string[]>): number =>
  id.startsWith('gateway/') ? 1 + (children.get(id)?.length ?? 0) : 0

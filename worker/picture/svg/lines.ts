import type { Picture, PictureEdge } from '../picture.ts'

/** Lines that somebody can still follow; a mesh of forty-five gateways has as many. */
const MOST = 1000

export interface Lines {
  /** Each with a line of its own. */
  readonly drawn: readonly PictureEdge[]
  /** Of a mesh or hub whose label has to do, as long as there is nothing to say of one of them. */
  readonly quiet: readonly PictureEdge[]
}

/**
 * The largest meshes and hubs go without lines until few enough are left: two hundred gateways that all know each other are a
 * grey disc, and what hangs beside them can still be seen. Tunnels written one by one count as one group, and so does who dials in.
 */
export const linesOf = ({ edges }: Pick<Picture, 'edges'>): Lines => {
  const groups = [...Map.groupBy(edges, groupOf).values()]
  const sizes = [...new Set(groups.map(({ length }) => length))].toSorted((a, b) => a - b)
  const drawnUpTo = (size: number): number =>
    groups.reduce((sum, { length }) => (length <= size ? sum + length : sum), 0)
  const most = sizes.findLast(size => drawnUpTo(size) <= MOST) ?? 0
  const few = new Set(groups.filter(({ length }) => length <= most).flat())
  return { drawn: edges.filter(edge => few.has(edge)), quiet: edges.filter(edge => !few.has(edge)) }
}

const groupOf = ({ kind, group }: PictureEdge): string => group ?? kind

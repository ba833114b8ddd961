import { type Cidr, contains, networkOf } from '../address.ts'

/**
 * For each subnet that lies within others, or is one of them again, the pair of it and the smallest one around it, as
 * indices. Subnets nest or are disjoint, so one sorted pass with a stack finds them: n log n, however many overlap.
 */
export const coveringPairs = (subnets: readonly Cidr[]): (readonly [outer: number, inner: number])[] => {
  const sorted = subnets
    .map((subnet, index) => ({ subnet, index, key: sortKey(subnet) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index))
  const around: typeof sorted = []
  const pairs: [number, number][] = []
  for (const one of sorted) {
    for (let top = around.at(-1); top !== undefined && !contains(top.subnet, one.subnet); top = around.at(-1))
      around.pop()
    const outer = around.at(-1)
    if (outer !== undefined) pairs.push([outer.index, one.index])
    around.push(one)
  }
  return pairs
}

/** Orders by family, first address, then the larger subnet first. */
const sortKey = (subnet: Cidr): string => {
  const bytes = networkOf(subnet).address.toByteArray()
  const hex = bytes.map(byte => byte.toString(16).padStart(2, '0')).join('')
  return `${bytes.length === 4 ? 4 : 6}${hex}${String(subnet.prefix).padStart(3, '0')}`
}

import type { Bundle } from '../../schema/wire/bundle.ts'
import { agree } from './agreement.ts'
import { endChange } from './end-change.ts'
import { endsOf } from './tunnel-end.ts'

/**
 * Gateways that must change together: the two ends of every tunnel that they cannot set up while only one of them has the new
 * configuration, and whoever hangs on one of them by another such tunnel. Groups and their members are sorted.
 */
export const coupledGroups = (before: readonly Bundle[], after: readonly Bundle[]): string[][] => {
  const [old, fresh] = [endsOf(before), endsOf(after)]
  const pairs = [...fresh].flatMap(([tunnel, is]) => {
    const was = old.get(tunnel) ?? []
    const changed = is.filter(end => {
      const own = was.find(({ gateway }) => gateway === end.gateway)
      return own !== undefined && endChange(own, end).length > 0
    })
    return changed.length > 1 && !agree(was, is) ? [changed.map(({ gateway }) => gateway)] : []
  })
  return connected(pairs)
}

/** Connected components: lists that share a member become one. */
export const connected = (lists: readonly (readonly string[])[]): string[][] => {
  const groupOf = new Map<string, Set<string>>()
  for (const list of lists) {
    const merged = new Set([...list, ...list.flatMap(name => [...(groupOf.get(name) ?? [])])])
    for (const name of merged) groupOf.set(name, merged)
  }
  return [...new Set(groupOf.values())]
    .map(group => [...group].sort())
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
}

import type { Share } from '../../schema/topology/operation.ts'

/** The order in which a topology wants its gateways changed. */
export type Order = readonly {
  /** Names, or every gateway that no other wave names. */
  readonly gateways: readonly string[] | '*'
  /** Seconds. */
  readonly soak: number
  readonly atOnce?: Share | undefined
}[]

/** One wave with its gateways by name; `soak` in seconds. */
export interface LaidOut {
  /** Who changes at the same time stands in one group; most are alone. */
  readonly groups: readonly (readonly string[])[]
  readonly soak: number
  readonly atOnce: number
}

/**
 * The waves in which these gateways change: those that nobody named go last, like the wave before; coupled ones go with the earliest of
 * them. Waves in which nobody changes are left out. Without an order, all are one wave, which need not soak.
 */
export const layOut = (
  order: Order,
  changed: readonly string[],
  coupled: readonly (readonly string[])[],
): LaidOut[] => {
  const named = new Set(order.flatMap(({ gateways }) => (gateways === '*' ? [] : gateways)))
  const rest = changed.filter(name => !named.has(name))
  const last = order.at(-1)
  const all = [
    ...order.map(wave => ({ ...wave, names: wave.gateways === '*' ? rest : wave.gateways })),
    ...(last?.gateways === '*' ? [] : [{ soak: 0, atOnce: undefined, ...last, names: rest }]),
  ]
  const waiting = new Set(changed)
  const partners = partnersOf(coupled, changed)
  return all.flatMap(({ names, soak, atOnce }): LaidOut[] => {
    const groups = [...names].sort().flatMap(name => {
      if (!waiting.has(name)) return []
      const group = partners.get(name) ?? [name]
      for (const member of group) waiting.delete(member)
      return [group]
    })
    const size = groups.reduce((sum, group) => sum + group.length, 0)
    return size === 0 ? [] : [{ groups, soak, atOnce: portion(atOnce, size) }]
  })
}

/** At least one; all where nobody said. */
const portion = (share: Share | undefined, of: number): number => {
  if (share === undefined) return of
  const count = share.unit === 'count' ? Math.floor(share.value) : Math.floor((of * share.value) / 100)
  return Math.max(1, Math.min(of, count))
}

/** The group of each gateway that has one, without those that do not change. */
const partnersOf = (
  coupled: readonly (readonly string[])[],
  changed: readonly string[],
): ReadonlyMap<string, readonly string[]> => {
  const changes = new Set(changed)
  return new Map(
    coupled.flatMap(group => {
      const members = group.filter(name => changes.has(name)).sort()
      return members.map(name => [name, members] as const)
    }),
  )
}

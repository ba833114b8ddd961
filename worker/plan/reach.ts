import type { Share } from '../../schema/topology/operation.ts'
import type { TunnelChange } from './tunnel-change.ts'

/** What of a plan says how far it reaches. */
interface Changes {
  readonly gateways: readonly { readonly kind: 'added' | 'changed' | 'removed' }[]
  readonly untouched: readonly string[]
  readonly tunnels: readonly Pick<TunnelChange, 'effect'>[]
}

/** So many of so many. */
interface Part {
  readonly count: number
  readonly of: number
}

/** How much of the network a change reaches. What is only added harms nobody and is not counted. */
export interface Reach {
  readonly gateways: Part
  /** Gateways and tunnels that go. */
  readonly removals: Part & { readonly gateways: number; readonly tunnels: number }
}

/** Counts against what there was before the change: gateways, and for what goes their tunnels too. */
export const reachOf = ({ gateways, untouched, tunnels }: Changes): Reach => {
  const known = gateways.filter(({ kind }) => kind !== 'added')
  const old = tunnels.filter(({ effect }) => effect.kind !== 'new')
  const gone = known.filter(({ kind }) => kind === 'removed').length
  const ends = old.filter(({ effect }) => effect.kind === 'ends').length
  const before = known.length + untouched.length
  return {
    gateways: { count: known.length, of: before },
    removals: { count: gone + ends, of: before + old.length, gateways: gone, tunnels: ends },
  }
}

/** Whether a part is more than its limit lets through. One is always allowed: a part of a small network would be none at all. */
export const exceeds = (limit: Share | undefined, { count, of }: Part): boolean =>
  limit !== undefined &&
  count > (limit.unit === 'count' ? limit.value : Math.max(1, Math.floor((of * limit.value) / 100)))

import type { Rollout, Share } from '../../../schema/topology/operation.ts'
import type { TunnelChange } from '../tunnel-change.ts'
import { counted } from '../words.ts'
import type { PlanFinding } from './plan-finding.ts'

/** What of a plan says how far it reaches. */
interface Reach {
  readonly gateways: readonly { readonly kind: 'added' | 'changed' | 'removed' }[]
  readonly untouched: readonly string[]
  readonly tunnels: readonly Pick<TunnelChange, 'effect'>[]
}

/** More of the network than `rollout.limit` lets one change reach. What is only added harms nobody and is not counted. */
export const blastRadius = (
  { gateways, untouched, tunnels }: Reach,
  limit: Rollout['limit'],
): PlanFinding[] => {
  const known = gateways.filter(({ kind }) => kind !== 'added')
  const old = tunnels.filter(({ effect }) => effect.kind !== 'new')
  const gone = known.filter(({ kind }) => kind === 'removed').length
  const ends = old.filter(({ effect }) => effect.kind === 'ends').length
  const gatewaysBefore = known.length + untouched.length
  return [
    ...beyond(limit.gateways, known.length, gatewaysBefore, share =>
      finding(`${counted(known.length, 'gateway')} of ${gatewaysBefore} change at once`, share),
    ),
    ...beyond(limit.removals, gone + ends, gatewaysBefore + old.length, share =>
      finding(`${counted(gone, 'gateway')} and ${counted(ends, 'tunnel')} are removed at once`, share),
    ),
  ]
}

/** One is always allowed: a part of a small network would be none at all. */
const beyond = (
  limit: Share | undefined,
  count: number,
  all: number,
  said: (share: string) => PlanFinding,
): PlanFinding[] => {
  if (limit === undefined) return []
  const most = limit.unit === 'count' ? limit.value : Math.max(1, Math.floor((all * limit.value) / 100))
  return count <= most ? [] : [said(`${limit.value}${limit.unit === 'percent' ? '%' : ''}`)]
}

const finding = (what: string, share: string): PlanFinding => ({
  code: 'blast-radius',
  severity: 'warning',
  message: `one slip reaches a large part of the network: ${what}, and rollout.limit says ${share}`,
  hint: 'make smaller changes, or have a second person look before this one is approved',
})

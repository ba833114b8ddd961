import type { Rollout, Share } from '../../../schema/topology/operation.ts'
import { exceeds, type Reach } from '../reach.ts'
import { counted } from '../words.ts'
import type { PlanFinding } from './plan-finding.ts'

/** More of the network than `rollout.limit` lets one change reach. */
export const blastRadius = (
  { gateways, removals }: Reach,
  limit: Partial<Rollout['limit']>,
): PlanFinding[] => [
  ...(exceeds(limit.gateways, gateways)
    ? [finding(`${counted(gateways.count, 'gateway')} of ${gateways.of} change at once`, limit.gateways)]
    : []),
  ...(exceeds(limit.removals, removals)
    ? [
        finding(
          `${counted(removals.gateways, 'gateway')} and ${counted(removals.tunnels, 'tunnel')} are removed at once`,
          limit.removals,
        ),
      ]
    : []),
]

const finding = (what: string, share: Share | undefined): PlanFinding => ({
  code: 'blast-radius',
  severity: 'warning',
  message: `one slip reaches a large part of the network: ${what}, and rollout.limit says ${share?.value}${share?.unit === 'percent' ? '%' : ''}`,
  hint: 'make smaller changes; as it is, a second person has to approve it before it starts',
})

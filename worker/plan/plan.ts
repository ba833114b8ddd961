import type { Rollout } from '../../schema/topology/operation.ts'
import { type Bundle, bundleDigest, planDigest } from '../../schema/wire/bundle.ts'
import type { Digest } from '../../schema/wire/names.ts'
import { coupledGroups } from './coupling.ts'
import { type FileChange, fileChanges } from './file-change.ts'
import { blastRadius } from './findings/blast-radius.ts'
import { lockoutRisks } from './findings/lockout-risk.ts'
import type { PlanFinding } from './findings/plan-finding.ts'
import { poolChanges } from './findings/pool-change.ts'
import { tunnelsRemoved } from './findings/tunnel-removed.ts'
import { notesBetween } from './note.ts'
import { type Reach, reachOf } from './reach.ts'
import { type TunnelChange, tunnelChanges } from './tunnel-change.ts'
import { type LaidOut, layOut, type Order } from './waves.ts'

/** What a change of the topology does to the fleet. It is shown, never executed: what ships is the bundles themselves. */
export interface Plan {
  /** What an approval binds: the digest of every bundle as it shall be. */
  readonly digest: Digest
  /** Sorted by name; a gateway that keeps its bundle is not in it. */
  readonly gateways: readonly GatewayChange[]
  /** Gateways that keep their bundle byte for byte. */
  readonly untouched: readonly string[]
  /** Sorted by name, those that nothing happens to included. */
  readonly tunnels: readonly TunnelChange[]
  /** Who changes in which wave, in their order. Who leaves the network does so with the last. */
  readonly waves: readonly LaidOut[]
  /** Gateways that change at the same time, because a tunnel between them cannot agree otherwise. */
  readonly together: readonly (readonly string[])[]
  readonly reach: Reach
  /** Traps of this change, warnings first. */
  readonly findings: readonly PlanFinding[]
}

export interface GatewayChange {
  readonly gateway: string
  /** `removed`: it is asked nothing any more, and keeps running what it has. */
  readonly kind: 'added' | 'changed' | 'removed'
  /** The bundle it shall have; undefined when it is removed. */
  readonly bundle: Digest | undefined
  readonly files: readonly FileChange[]
  /** What changes beside files, in words; values stand between backticks. */
  readonly notes: readonly string[]
}

/** What of the rules in force shows in a plan. */
export interface RulesOfPlan {
  readonly limit: Partial<Rollout['limit']>
  readonly waves: Order
}

/** Nobody said how much may change at once, nor in what order. */
const NO_RULES: RulesOfPlan = { limit: {}, waves: [] }

/**
 * Compares the bundles in force with those that shall be. Pure; the order of the lists does not matter. The rules
 * are those in force, not those of the change.
 */
export const planBetween = (
  before: readonly Bundle[],
  after: readonly Bundle[],
  { limit, waves: order }: RulesOfPlan = NO_RULES,
): Plan => {
  const names = [...new Set([...before, ...after].map(({ gateway }) => gateway))].sort()
  const pairs = names.map(name => ({ name, was: bundleOf(before, name), is: bundleOf(after, name) }))
  const changes = pairs.flatMap(({ name, was, is }) => gatewayChange(name, was, is) ?? [])
  const changed = new Set(changes.map(({ gateway }) => gateway))
  const untouched = names.filter(name => !changed.has(name))
  const tunnels = tunnelChanges(before, after)
  const together = coupledGroups(before, after)
  const reach = reachOf({ gateways: changes, untouched, tunnels })
  const moved = changes.flatMap(({ gateway, kind }) => (kind === 'removed' ? [] : [gateway]))
  return {
    digest: planDigest(after),
    gateways: changes,
    untouched,
    tunnels,
    waves: layOut(order, moved, together),
    together,
    reach,
    findings: [
      ...blastRadius(reach, limit),
      ...pairs.flatMap(({ was, is }) =>
        was && is ? [...lockoutRisks(was, is), ...poolChanges(was, is)] : [],
      ),
      ...tunnelsRemoved(tunnels),
    ],
  }
}

const bundleOf = (bundles: readonly Bundle[], gateway: string): Bundle | undefined =>
  bundles.find(bundle => bundle.gateway === gateway)

const gatewayChange = (
  gateway: string,
  was: Bundle | undefined,
  is: Bundle | undefined,
): GatewayChange | undefined => {
  const bundle = is && bundleDigest(is)
  if (was && bundle === bundleDigest(was)) return undefined
  return {
    gateway,
    kind: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed',
    bundle,
    files: fileChanges(was?.files ?? [], is?.files ?? []),
    notes: was && is ? notesBetween(was, is) : [],
  }
}

import { LIMITS } from '../../../schema/wire/repository-names.ts'
import { artifactIn } from '../../core/trust/artifact.ts'
import { type Delegation, delegationsFor } from '../../core/trust/delegations.ts'
import { rolePath, segmentOf } from '../../core/trust/object-names.ts'
import { metaOf, trustDelegated } from '../../core/trust/targets.ts'
import { TrustError } from '../../core/trust/trust-error.ts'
import type { TrustedArtifact, TrustedTargets } from '../../core/trust/trusted.ts'
import { heldOrFetched, type Refreshing, type TopLevel } from './top-level.ts'

/** Most delegated roles that are asked about one path (TUF §5.6.7.1). */
export const MAX_ROLES = 32

/**
 * What the repository says of a path: the top-level targets first, then whom they let sign for it, depth first in the order
 * of their lists; a role that was asked before is not asked again (TUF §5.6.7). The search ends with the first role that
 * cannot be proven. Throws `no-target` when nobody lists the path.
 */
export const findArtifact = async (
  refreshing: Refreshing,
  top: TopLevel,
  path: string,
): Promise<TrustedArtifact> => {
  const asked = new Set<string>()
  let waiting: readonly Delegation[] = []
  for (let role: TrustedTargets | undefined = top.targets; role !== undefined; ) {
    const artifact = artifactIn(role, path)
    if (artifact !== undefined) return artifact
    waiting = after(waiting, delegationsFor(role, path)).filter(({ role: name }) => !asked.has(name))
    const [next, ...rest] = waiting
    if (next === undefined || asked.size === MAX_ROLES) break
    asked.add(next.role)
    waiting = rest
    role = await delegated(refreshing, top, next)
  }
  throw new TrustError('no-target', `no role that may sign ${JSON.stringify(path)} lists it`)
}

/** Whom to ask next: the role's own delegations come first, and after a terminating one nobody. */
const after = (waiting: readonly Delegation[], delegations: readonly Delegation[]): readonly Delegation[] => {
  const last = delegations.findIndex(({ terminating }) => terminating)
  return last < 0 ? [...delegations, ...waiting] : delegations.slice(0, last + 1)
}

const delegated = async (
  { source, folder, now }: Refreshing,
  { root, snapshot }: TopLevel,
  delegation: Delegation,
): Promise<TrustedTargets> => {
  const { role } = delegation
  const named = metaOf(snapshot, role, 'delegated')
  const file = segmentOf(role)
  const held = await folder.role(file)
  const trusted = await heldOrFetched(
    { held, named, path: rolePath(root, role, named.version), limit: LIMITS.targets },
    source,
    bytes => trustDelegated(delegation, snapshot, bytes, now),
  )
  await folder.keep(file, trusted.bytes, held)
  return trusted
}

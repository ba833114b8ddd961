import { digestOf } from '../digest.ts'
import { type JsonObject, objectIn } from './json.ts'
import { matchesPattern } from './path-pattern.ts'
import type { TrustedTargets } from './trusted.ts'
import type { Signatories } from './verify.ts'

/** A role that may sign for a path, in the order in which it is asked. */
export interface Delegation {
  readonly role: string
  /** Nobody after this one is asked (TUF §5.6.7.2.1). */
  readonly terminating: boolean
  readonly signatories: Signatories
}

/** Whom trusted targets let sign for this path, in the order of their list (TUF §5.6.7); bins are terminating (TAP 15). */
export const delegationsFor = (targets: TrustedTargets, path: string): readonly Delegation[] => {
  const { delegations } = targets.metadata.signed
  if (delegations === undefined) return []
  const { keys, roles, succinctRoles } = delegations
  const by = ({ keyIDs, threshold }: { keyIDs: readonly string[]; threshold: number }): Signatories => ({
    keys,
    keyIDs,
    threshold,
    policy: targets.policy,
  })
  if (roles !== undefined)
    return namesInOrder(targets.signed).flatMap(name => {
      const role = Object.hasOwn(roles, name) ? roles[name] : undefined
      if (role === undefined || !covers(role, path)) return []
      return [{ role: name, terminating: role.terminating, signatories: by(role) }]
    })
  if (succinctRoles === undefined) return []
  const role = succinctRoles.getRoleForTarget(path)
  return [{ role, terminating: true, signatories: by(succinctRoles) }]
}

/** What a delegation says of the paths it is for: one of the two. */
interface Paths {
  readonly paths?: readonly string[]
  readonly pathHashPrefixes?: readonly string[]
}

const covers = ({ paths, pathHashPrefixes }: Paths, path: string): boolean => {
  if (paths !== undefined) return paths.some(pattern => matchesPattern(path, pattern))
  const digest = digestOf(path)
  return (pathHashPrefixes ?? []).some(prefix => digest.startsWith(prefix))
}

/** Models key roles by name, which moves names that look like numbers to the front. */
const namesInOrder = (signed: JsonObject): readonly string[] => {
  const { roles } = objectIn(signed, 'delegations')
  if (!Array.isArray(roles)) return []
  return roles.flatMap((role: unknown) =>
    typeof role === 'object' && role !== null && 'name' in role && typeof role.name === 'string'
      ? [role.name]
      : [],
  )
}

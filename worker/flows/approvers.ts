import { ControlError } from '../control-error.ts'
import { PERMISSIONS, type Permission } from '../ports/forge.ts'
import type { Ports } from '../ports/ports.ts'
import type { Approvers } from '../rollout/rules.ts'
import { compiledAt, rulesOf } from './compiled.ts'

/** Who may approve before any topology says so. */
const FIRST_APPROVERS: Approvers = { permission: 'maintain', users: [], self: false }

/**
 * The approvers of the last topology of the default branch that was approved: a change cannot name its own judges.
 * Before there is one, those of the branch as it is.
 */
export const approversNow = async (ports: Ports): Promise<Approvers> => {
  const settled = ports.ledger.rollout().rules
  if (settled !== undefined) return settled.approvers
  const tip = await compiledAt(ports, await ports.tree.tip(await ports.tree.defaultBranch()))
  return tip.kind === 'valid' ? rulesOf(tip.topology).approvers : FIRST_APPROVERS
}

/** Why this person's word does not count; undefined when it does. `doing` is what they tried, such as `approving`. */
export const notAnApprover = (
  approvers: Approvers,
  login: string,
  permission: Permission,
  doing: string,
): ControlError | undefined =>
  isApprover(approvers, login, permission)
    ? undefined
    : new ControlError(
        'may-not',
        `${doing} takes the permission ${approvers.permission}, theirs is ${permission}`,
        'ask somebody who has it, or add them to rollout.approvers.users',
      )

const isApprover = (approvers: Approvers, login: string, permission: Permission): boolean =>
  PERMISSIONS.indexOf(permission) >= PERMISSIONS.indexOf(approvers.permission) ||
  // Named in the reviewed topology; but somebody who lost every right on the repository lost this one too.
  (permission !== 'none' && approvers.users.some(user => isSame(user, login)))

/** Logins do not differ by case. */
export const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

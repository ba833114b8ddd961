import { ControlError } from '../../control-error.ts'
import { type Member, PERMISSIONS } from '../../ports/forge.ts'
import type { Ports } from '../../ports/ports.ts'
import { isLoginOf } from '../../rollout/person.ts'
import type { Approvers } from '../../rollout/rules.ts'
import { compiledAt, rulesOf } from '../compiled.ts'

/** Who may approve before any topology says so. */
export const FIRST_APPROVERS: Approvers = { permission: 'maintain', users: [], self: false }

/**
 * The approvers of the last topology of the default branch that was approved: a change cannot name its own judges.
 * Before there is one, those of the branch as it is, which takes reading all of it: not for a stranger, whom no topology can name.
 */
export const approversNow = async (ports: Ports, { permission }: Member): Promise<Approvers> => {
  const settled = settledApprovers(ports)
  if (settled !== undefined || permission === 'none') return settled ?? FIRST_APPROVERS
  const tip = await compiledAt(ports, await ports.tree.tip(await ports.tree.defaultBranch()))
  return tip.kind === 'valid' ? rulesOf(tip.topology).approvers : FIRST_APPROVERS
}

/** Those of the last topology that was approved; undefined before there is one. */
export const settledApprovers = ({ ledger }: Pick<Ports, 'ledger'>): Approvers | undefined =>
  ledger.rollout().rules?.approvers

/** Why this person's word does not count; undefined when it does. `doing` is what they tried, such as `approving`. */
export const notAnApprover = (
  approvers: Approvers,
  member: Member,
  doing: string,
): ControlError | undefined =>
  isApprover(approvers, member)
    ? undefined
    : new ControlError(
        'may-not',
        `${doing} takes the permission ${approvers.permission}, theirs is ${member.permission}`,
        'ask somebody who has it, or add them to rollout.approvers.users',
      )

const isApprover = (approvers: Approvers, { person, permission }: Member): boolean =>
  PERMISSIONS.indexOf(permission) >= PERMISSIONS.indexOf(approvers.permission) ||
  // Named in the reviewed topology; but somebody who lost every right on the repository lost this one too.
  (permission !== 'none' && approvers.users.some(user => isLoginOf(person, user)))

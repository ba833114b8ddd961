import type { Approval } from '../ports/ledger.ts'
import type { Ports } from '../ports/ports.ts'
import type { Approvers } from '../rollout/rules.ts'
import { notAnApprover } from './approvers.ts'

/**
 * Those among them who may not approve any more. They left; or they go by another name since, and would count as two people: GitHub
 * knows nobody by the old one.
 */
export const lapsedAmong = async (
  { people }: Pick<Ports, 'people'>,
  approvers: Approvers,
  given: readonly Approval[],
): Promise<readonly Approval[]> => {
  const lapsed: Approval[] = []
  for (const one of given) {
    const permission = await people.permissionOf(one.by)
    if (notAnApprover(approvers, one.by, permission, 'approving') !== undefined) lapsed.push(one)
  }
  return lapsed
}

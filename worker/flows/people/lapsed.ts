import type { Approval } from '../../ports/ledger.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Approvers } from '../../rollout/rules.ts'
import { notAnApprover } from './approvers.ts'

/** A word that was given and counts no more. login-only: given before ids were kept, so nobody knows for sure whose it is. */
export interface Lapsed {
  readonly approval: Approval
  readonly why: 'may-no-more' | 'login-only'
}

/** Those among them that count no more beside another one: whoever gave it may not any more, or could be whoever gives the other. */
export const lapsedAmong = async (
  { people }: Pick<Ports, 'people'>,
  approvers: Approvers,
  given: readonly Approval[],
): Promise<readonly Lapsed[]> => {
  const lapsed: Lapsed[] = []
  for (const approval of given) {
    if (approval.by.id === undefined) lapsed.push({ approval, why: 'login-only' })
    else if (notAnApprover(approvers, await people.find(approval.by), 'approving') !== undefined)
      lapsed.push({ approval, why: 'may-no-more' })
  }
  return lapsed
}

import type { Ports } from '../../ports/ports.ts'
import type { Person } from '../../rollout/person.ts'
import type { Lapsed } from '../people/lapsed.ts'

/**
 * The default branch says something else now than what was approved and merged: that would otherwise start by itself whenever
 * the branch comes back to it. Call it inside `ledger.together`.
 */
export const voidLeftBehind = ({ ledger, clock }: Pick<Ports, 'ledger' | 'clock'>, plan: string): void => {
  const at = clock.now().getTime()
  const next = ledger.rollout().next?.candidate.plan
  for (const { plan: left, by } of ledger.approvals.voidLeft(next === undefined ? [plan] : [plan, next]))
    ledger.audit.append({
      at,
      who: 'cygnet',
      what: 'approval-ended',
      detail: { plan: left, by: by.login, byId: by.id, why: 'branch-went-on' },
    })
}

/** The words of people whose word counts no more. Call it inside `ledger.together`. */
export const endLapsed = (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  lapsed: readonly Lapsed[],
): void => {
  const at = clock.now().getTime()
  for (const { approval, why } of lapsed) {
    const { plan, by } = approval
    ledger.approvals.end(plan, by)
    ledger.audit.append({
      at,
      who: 'cygnet',
      what: 'approval-ended',
      detail: { plan, by: by.login, byId: by.id, why },
    })
  }
}

/**
 * What was approved through a pull request ends, unless it was this plan; whoever looks later finds why. `who` made it end,
 * as far as that is known. Call it inside `ledger.together`.
 */
export const voidApprovals = (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  pull: number,
  exceptPlan: string | undefined,
  {
    who = { login: 'unknown' },
    why,
  }: { readonly who?: Person | undefined; readonly why: 'says-something-else' | 'closed' },
): void => {
  const at = clock.now().getTime()
  for (const { plan, by } of ledger.approvals.voidOf(pull, exceptPlan))
    ledger.audit.append({
      at,
      who: who.login,
      what: 'approval-ended',
      detail: { plan, by: by.login, byId: by.id, pull, why, whoId: who.id },
    })
}

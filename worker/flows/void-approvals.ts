import type { Approval } from '../ports/ledger.ts'
import type { Ports } from '../ports/ports.ts'

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
      detail: { plan: left, by, why: 'branch-went-on' },
    })
}

/** The words of people who may not give one any more. Call it inside `ledger.together`. */
export const endLapsed = (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  lapsed: readonly Approval[],
): void => {
  const at = clock.now().getTime()
  for (const { plan, by } of lapsed) {
    ledger.approvals.end(plan, by)
    ledger.audit.append({
      at,
      who: 'cygnet',
      what: 'approval-ended',
      detail: { plan, by, why: 'may-no-more' },
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
    who = 'unknown',
    why,
  }: { readonly who?: string | undefined; readonly why: 'says-something-else' | 'closed' },
): void => {
  const at = clock.now().getTime()
  for (const { plan, by } of ledger.approvals.voidOf(pull, exceptPlan))
    ledger.audit.append({ at, who, what: 'approval-ended', detail: { plan, by, pull, why } })
}

import type { ChangeCode } from '../../../schema/topology/traps/changes.ts'

/** A trap of this change, explained in docs/traps.md under its code. Nothing blocks: whoever approves has read it. */
export interface PlanFinding {
  readonly code: ChangeCode
  readonly severity: 'warning' | 'info'
  /** What will be observed and why; values stand between backticks. */
  readonly message: string
  readonly hint: string
}

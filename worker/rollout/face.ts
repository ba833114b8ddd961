import type { Steering } from './steering.ts'

/** What a check run says, before it is anybody's API: `plan` is the text of the plan, where one is to be shown. */
export interface Face {
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required' | undefined
  readonly title: string
  readonly summary: string
  /** Only what would do something; at most three. */
  readonly buttons: readonly (Steering | 'approve')[]
  readonly plan: string | undefined
}

/** A press of a button that was not taken: who, and why, in our own words. */
export interface Refusal {
  readonly login: string
  readonly why: string
}

import type { RefinementCtx } from 'zod'

/** What a word of the language says when it refuses a value; carried in the `params` of zod's custom issue. */
export interface Fault {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** Refuses the value under check, from inside a transform or a refinement. */
export const raise = (context: RefinementCtx, fault: Fault): void => {
  context.addIssue({ code: 'custom', message: fault.message, params: { fault } })
}

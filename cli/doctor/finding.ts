/** One thing that was looked at. `skipped`: it could not be, and `mend` says how it can. */
export interface Finding {
  readonly check: string
  readonly verdict: 'fine' | 'warning' | 'wrong' | 'skipped'
  readonly says: string
  /** What to do, mostly a command. */
  readonly mend?: string
}

/** Nothing to do. */
export const fine = (check: string, says: string): Finding => ({ check, verdict: 'fine', says })
/** It works, and will not for ever. */
export const warning = (check: string, says: string, mend: string): Finding => ({
  check,
  verdict: 'warning',
  says,
  mend,
})
/** It does not work, or lets somebody in. */
export const wrong = (check: string, says: string, mend: string): Finding => ({
  check,
  verdict: 'wrong',
  says,
  mend,
})
/** Not to be seen from here, or by who asks. */
export const skipped = (check: string, says: string, mend: string): Finding => ({
  check,
  verdict: 'skipped',
  says,
  mend,
})

import type { CodedFinding } from '../finding.ts'
import { didYouMean } from '../grammar/suggestion.ts'
import type { Path } from '../topology.ts'

/** A name that points at nothing, at the place where it is used. */
export const unknownReference = (
  at: Path,
  name: string,
  what: string,
  candidates: readonly string[],
  because: readonly Path[],
): CodedFinding => ({
  code: 'unknown-reference',
  severity: 'error',
  at,
  because,
  message: `there is no ${what} called ${name}, so this would be left out`,
  hint: () =>
    didYouMean(name, candidates) ??
    (candidates.length === 0
      ? `define it first`
      : `there are ${[...candidates].sort().slice(0, 12).join(', ')}`),
})

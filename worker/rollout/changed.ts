import type { Candidate } from './candidate.ts'
import type { Rollout } from './state.ts'

/** The gateways that a candidate changes: those that were told something else, or were not heard to run it. Sorted. */
export const changedBy = ({ held, shown }: Rollout, { members }: Candidate): string[] =>
  members
    .filter(({ gateway, bundle }) => shown[gateway]?.bundle !== bundle || held[gateway]?.bundle !== bundle)
    .map(({ gateway }) => gateway)
    .sort()

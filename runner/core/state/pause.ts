import type { Journal } from './journal.ts'

/** The journal of a gateway that applies nothing new until somebody says `resume`. A second pause keeps the first, and its reason unless it brings one. */
export const paused = (journal: Journal, now: Date, reason: string | undefined): Journal => ({
  ...journal,
  paused: {
    since: now.toISOString(),
    ...journal.paused,
    ...(reason !== undefined && { reason }),
  },
})

/** The journal of a gateway that applies what is released. */
export const resumed = (journal: Journal): Journal => {
  const { paused: _, ...rest } = journal
  return rest
}

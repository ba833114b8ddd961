import type { Journal } from './journal.ts'

/** The journal of a gateway that applies nothing new until somebody says `resume`. A second pause replaces the first. */
export const paused = (journal: Journal, now: Date, reason: string | undefined): Journal => ({
  ...journal,
  paused: { since: now.toISOString(), ...(reason !== undefined && { reason }) },
})

/** The journal of a gateway that applies what is released. */
export const resumed = (journal: Journal): Journal => {
  const { paused: _, ...rest } = journal
  return rest
}

const HOUR = 60 * 60 * 1000

/** How long what the Worker signs is good for, in milliseconds. Half of it is the time to notice that the cron died. */
export const LIFETIMES = {
  timestamp: 24 * HOUR,
  snapshot: 90 * 24 * HOUR,
  targets: 90 * 24 * HOUR,
  gateway: 90 * 24 * HOUR,
} as const

export type OnlineRole = keyof typeof LIFETIMES

/** When a role that is signed now expires. */
export const expiryOf = (role: OnlineRole, now: Date): Date => new Date(now.getTime() + LIFETIMES[role])

/**
 * True when less than half of the role's life is left: time to sign it anew. So it is when more than all of it is left: a clock that ran
 * ahead signed it, and whoever keeps it from being replaced could serve it for as long.
 */
export const isAging = (role: OnlineRole, expires: Date, now: Date): boolean => {
  const left = expires.getTime() - now.getTime()
  return left < LIFETIMES[role] / 2 || left > LIFETIMES[role] + HOUR
}

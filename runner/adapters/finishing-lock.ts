import type { Lock } from '../ports/lock.ts'

/** What a process is told and does; a test puts itself in its place. */
export interface Told {
  readonly on: (signal: 'SIGTERM', listener: () => void) => unknown
  readonly exit: (code: number) => unknown
}

/**
 * The same lock, for a service that may be told to stop at any time: by an upgrade of its package, say. Between two turns it
 * ends at once; a turn that is under way is finished first, because a change that was cut short goes back and counts as failed.
 * `TimeoutStopSec` bounds it, and the way back stays armed meanwhile.
 */
export const finishingLock = (lock: Lock, told: Told = process): Lock => {
  let busy = false
  let asked = false
  told.on('SIGTERM', () => {
    asked = true
    if (!busy) told.exit(0)
  })
  return {
    holding: async task => {
      busy = true
      try {
        return await lock.holding(task)
      } finally {
        busy = false
        // Not before whoever waited for the turn has said what came of it.
        if (asked) setImmediate(() => told.exit(0))
      }
    },
  }
}

import type { Clock } from '../ports/clock.ts'
import type { Lock } from '../ports/lock.ts'

/**
 * Seconds that a rollback, or a poll by hand, waits: another poll is over by then, and so is a report to a control plane that does not
 * answer; a change is not.
 */
export const IMPATIENCE = 30

/** The same lock, tried for so many seconds, one apart, while another runner holds it. */
export const patientLock = (lock: Lock, clock: Pick<Clock, 'wait'>, seconds: number): Lock => ({
  holding: async task => {
    for (let left = seconds; ; left--) {
      const held = await lock.holding(task)
      if (held !== undefined || left <= 0) return held
      await clock.wait(1000)
    }
  },
})

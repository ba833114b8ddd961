import type { Clock } from '../ports/clock.ts'
import type { Lock } from '../ports/lock.ts'

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

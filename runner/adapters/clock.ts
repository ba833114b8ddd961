import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../ports/clock.ts'

/** The gateway's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  wait: async (milliseconds, signal) => {
    try {
      await setTimeout(milliseconds, undefined, { ...(signal && { signal }) })
    } catch (error) {
      if (signal?.aborted !== true) throw error
    }
  },
}

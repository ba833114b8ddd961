import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../ports/clock.ts'

/** The gateway's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  wait: async milliseconds => await setTimeout(milliseconds),
}

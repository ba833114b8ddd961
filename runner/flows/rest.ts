import type { Alarm } from '../ports/alarm.ts'
import type { Clock } from '../ports/clock.ts'
import { knownDrift } from './drift/look-for-drift.ts'
import type { Gateway } from './gateway.ts'

/** Milliseconds from the alarm to the next turn: whoever edits a file writes it several times. */
const QUIET = 5000

/**
 * Waits for the next poll, or for somebody to change by hand what is in force, whichever comes first. `wait`: what is done meanwhile;
 * it is over when this is.
 */
export const rest = async (
  gateway: Gateway,
  alarm: Alarm | undefined,
  milliseconds: number,
  wait: Clock['wait'] = async (...how) => await gateway.clock.wait(...how),
): Promise<void> => {
  const over = new AbortController()
  if (alarm === undefined) return await wait(milliseconds, over.signal)
  // A disk that does not give it away is what the next poll says: it ends no service.
  const known = await knownDrift(gateway.disk).catch(() => undefined)
  await alarm.watch(known?.watched.files ?? [])
  const whole = wait(milliseconds, over.signal)
  const alarmed = alarm.rung().then(async () => await gateway.clock.wait(QUIET, over.signal))
  await Promise.race([whole, alarmed])
  over.abort()
  await whole
}

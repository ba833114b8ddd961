import type { Alarm } from '../ports/alarm.ts'
import type { Gateway } from './gateway.ts'
import { knownDrift } from './look-for-drift.ts'

/** Milliseconds from the alarm to the next turn: whoever edits a file writes it several times. */
const QUIET = 5000

/** Waits for the next poll, or for somebody to change by hand what is in force, whichever comes first: true for the latter. */
export const rest = async (
  gateway: Gateway,
  alarm: Alarm | undefined,
  milliseconds: number,
): Promise<boolean> => {
  const over = new AbortController()
  const whole = gateway.clock.wait(milliseconds, over.signal).then(() => false)
  if (alarm === undefined) return await whole
  await alarm.watch((await knownDrift(gateway.disk))?.watched.files ?? [])
  const alarmed = alarm.rung().then(async () => {
    await gateway.clock.wait(QUIET, over.signal)
    return true
  })
  const isRung = await Promise.race([whole, alarmed])
  over.abort()
  return isRung
}

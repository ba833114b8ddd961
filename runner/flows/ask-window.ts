import type { Journal } from '../core/state/journal.ts'
import type { Event } from '../core/state/state.ts'
import { openingOf } from '../core/window.ts'
import { inForceBundle } from './change/change.ts'
import type { Gateway } from './gateway.ts'
import { isClockBehind } from './report/notes.ts'

/** Whether the window of the bundle in force is open. Who does not know the time waits: `once --now` is the way past. */
export const askWindow = async (gateway: Gateway, journal: Journal): Promise<Event> => {
  const window = (await inForceBundle(gateway, journal))?.window
  if (window === undefined) return { is: 'open' }
  if (await isClockBehind(gateway)) return { is: 'closed' }
  const opening = openingOf(window, gateway.clock.now())
  return opening.open ? { is: 'open' } : { is: 'closed', until: opening.until }
}

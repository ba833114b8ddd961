import type { Digest } from '../../schema/wire/names.ts'
import { hintFor } from '../core/hint.ts'
import type { Journal } from '../core/journal.ts'
import { DEFAULT_EVERY, pauseAtStart, pauseBefore, pauseUntil } from '../core/schedule.ts'
import type { Alarm } from '../ports/alarm.ts'
import type { Lock } from '../ports/lock.ts'
import { inForceBundle } from './change.ts'
import type { Idle } from './drive.ts'
import type { Gateway } from './gateway.ts'
import { once, recover } from './once.ts'
import { rest } from './rest.ts'

/** The daemon: a moment that is another on each gateway, then a turn, a pause that the bundle in force sets or an alarm ends, until `stopped` says so. Whatever happens, it goes on. */
export const run = async (
  gateway: Gateway,
  lock: Lock,
  stopped: () => boolean,
  alarm?: Alarm,
): Promise<void> => {
  const everyIn = intervals(gateway)
  let failures = 0
  let every = DEFAULT_EVERY
  await begin(gateway, lock)
  while (!stopped()) {
    let opens: Date | undefined
    try {
      const turn = await lock.holding(() => once(gateway, { patient: true }))
      if (turn !== undefined) {
        tell(gateway, turn.value)
        failures = turn.value.trouble === undefined ? 0 : failures + 1
        opens = opensAt(turn.value)
        every = await everyIn(turn.value.journal)
      }
    } catch (error) {
      failures += 1
      gateway.say(error instanceof Error ? error.message : String(error))
    }
    // A wait is a length, not a time of day: a clock that is set meanwhile changes nothing about it.
    const seconds = pauseBefore(every, failures, gateway.random())
    await rest(gateway, alarm, pauseUntil(seconds, opens, gateway.clock.now(), gateway.random()) * 1000)
  }
}

/** What a crash left does not wait for the first poll. */
const begin = async (gateway: Gateway, lock: Lock): Promise<void> => {
  try {
    await lock.holding(() => recover(gateway))
  } catch (error) {
    gateway.say(error instanceof Error ? error.message : String(error))
  }
  await gateway.clock.wait(pauseAtStart(gateway.random()) * 1000)
}

/** The interval that the bundle in force asks for. A bundle is as long as a network is large: it is opened once, not in every turn. */
const intervals = (gateway: Gateway): ((journal: Journal) => Promise<number>) => {
  let of: Digest | undefined
  let every = DEFAULT_EVERY
  return async journal => {
    if (journal.inForce?.digest === of) return every
    every = (await inForceBundle(gateway, journal))?.every ?? every
    of = journal.inForce?.digest
    return every
  }
}

const tell = ({ say }: Gateway, { trouble }: Idle): void => {
  if (trouble === undefined) return
  const hint = hintFor(trouble)
  say(`${trouble.code}: ${trouble.message}${hint === undefined ? '' : ` (${hint})`}`)
}

/** When the window opens that a release waits for. */
const opensAt = ({ journal: { waiting, paused } }: Idle): Date | undefined =>
  waiting?.until === undefined || paused !== undefined ? undefined : new Date(waiting.until)

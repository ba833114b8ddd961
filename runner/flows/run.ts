import { DEFAULT_EVERY, pauseBefore } from '../core/schedule.ts'
import type { Lock } from '../ports/lock.ts'
import { inForceBundle } from './change.ts'
import type { Gateway } from './gateway.ts'
import { once } from './once.ts'

/** The daemon: a turn, a pause that the bundle in force sets, until `stopped` says so. Whatever happens, it goes on. */
export const run = async (gateway: Gateway, lock: Lock, stopped: () => boolean): Promise<void> => {
  let failures = 0
  let every = DEFAULT_EVERY
  while (!stopped()) {
    try {
      const turn = await lock.holding(() => once(gateway))
      if (turn?.value.trouble !== undefined)
        gateway.say(`${turn.value.trouble.code}: ${turn.value.trouble.message}`)
      failures = turn?.value.trouble === undefined ? 0 : failures + 1
      every = (turn && (await inForceBundle(gateway, turn.value.journal))?.every) ?? every
    } catch (error) {
      failures += 1
      gateway.say(error instanceof Error ? error.message : String(error))
    }
    await gateway.clock.wait(pauseBefore(every, failures, gateway.random()) * 1000)
  }
}

import type { Pending, Verdict } from '../core/journal.ts'
import { bootId } from './boot-id.ts'
import { drive, type Idle } from './drive.ts'
import type { Gateway } from './gateway.ts'
import { loadJournal } from './journal-file.ts'
import { lookForDrift } from './look-for-drift.ts'
import { tell } from './tell.ts'

const interrupted = (message: string): Verdict => ({ blame: 'unclear', code: 'interrupted', message })
const STOPPED = interrupted('the runner stopped before the change was decided')
const WENT_DOWN = interrupted('the gateway went down before the change was decided')

/** Finishes or takes back what a crash left, by the journal on disk. `why` it goes back, unless the gateway itself went down. */
export const recover = async (gateway: Gateway, why: Verdict = STOPPED): Promise<Idle> => {
  const journal = await loadJournal(gateway.disk)
  const { pending } = journal
  const idle: Idle = { at: 'idle', journal }
  if (pending === undefined) return idle
  const verdict = (await isThisBoot(gateway, pending)) ? why : WENT_DOWN
  return await drive(gateway, idle, { is: 'interrupted', pending, verdict })
}

const isThisBoot = async ({ disk }: Gateway, { boot }: Pending): Promise<boolean> =>
  boot === (await bootId(disk))

/** How a turn is made. */
export interface Pace {
  /** Does not wait for the window. */
  readonly hurry?: boolean
  /** Keeps to the pauses between tries of a change that was interrupted, as the service does. */
  readonly patient?: boolean
}

/** One turn: recover, poll, do what is offered, say what came of it. `trouble` in the answer says what did not work. */
export const once = async (gateway: Gateway, { hurry, patient }: Pace = {}): Promise<Idle> => {
  const recovered = await recover(gateway)
  // Only one truth at a time: a change that could neither be finished nor taken back goes before any new one.
  const idle =
    recovered.journal.pending === undefined
      ? await drive(gateway, recovered, {
          is: 'due',
          ...(hurry && { hurry }),
          ...(patient && { patient: gateway.clock.now() }),
        })
      : recovered
  await lookForDrift(gateway, idle.journal)
  return await tell(gateway, idle)
}

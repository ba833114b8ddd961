import { generationPath } from '../core/paths.ts'
import type { Journal, Pending, Verdict } from '../core/state/journal.ts'
import { namesAnotherRunner } from '../core/upgrade/runner-glimpse.ts'
import { bootId } from './change/boot-id.ts'
import { loadJournal } from './change/journal-file.ts'
import { lookForDrift } from './drift/look-for-drift.ts'
import { drive, type Idle } from './drive.ts'
import type { Gateway } from './gateway.ts'
import { tell } from './report/tell.ts'
import { loadUpgrade } from './upgrade/upgrade-file.ts'

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
  if (await isUpgrading(gateway)) return { at: 'idle', journal: await loadJournal(gateway.disk) }
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
  const told = await tell(gateway, idle)
  await lookAtRunner(gateway, told.journal, hurry === true)
  return told
}

/** Whether the runner itself is between two versions: then nothing else is done. */
const isUpgrading = async (gateway: Gateway): Promise<boolean> => {
  if ((await loadUpgrade(gateway.disk)).under === undefined) return false
  const { settleUpgrade } = await import('./upgrade/settle-upgrade.ts')
  return !(await settleUpgrade(gateway))
}

/** Loaded where there is something to look at. What fails here is said, and the turn was a good one all the same. */
const lookAtRunner = async (gateway: Gateway, journal: Journal, hurry: boolean): Promise<void> => {
  try {
    if (
      !(await isAnotherWanted(gateway, journal)) &&
      (await loadUpgrade(gateway.disk)).standing === undefined
    )
      return
    const { mindRunner } = await import('./upgrade/mind-runner.ts')
    await mindRunner(gateway, journal, hurry)
  } catch (error) {
    gateway.say(`the runner cannot be upgraded: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const isAnotherWanted = async ({ disk, version }: Gateway, { inForce }: Journal): Promise<boolean> => {
  const bytes = inForce && (await disk.read('look which runner is wanted', generationPath(inForce.digest)))
  return bytes !== undefined && namesAnotherRunner(bytes, version)
}

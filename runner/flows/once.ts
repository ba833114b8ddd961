import type { Journal } from '../core/journal.ts'
import { generationPath } from '../core/paths.ts'
import type { Problem } from '../core/problem.ts'
import { problem } from '../core/problem.ts'
import { namesAnotherRunner } from '../core/runner-glimpse.ts'
import { drive, type Idle } from './drive.ts'
import type { Gateway } from './gateway.ts'
import { loadJournal } from './journal-file.ts'
import { lookForDrift } from './look-for-drift.ts'
import { deliver, reportChildren } from './report.ts'
import { loadUpgrade } from './upgrade-file.ts'

/** Why a change is taken back that nobody finished. */
export const INTERRUPTED = problem('interrupted', 'the runner stopped before the change was decided')

/** Finishes or takes back what a crash left, by the journal on disk. */
export const recover = async (gateway: Gateway, why: Problem = INTERRUPTED): Promise<Idle> => {
  const journal = await loadJournal(gateway.disk)
  const idle: Idle = { at: 'idle', journal }
  if (journal.pending === undefined) return idle
  return await drive(gateway, idle, { is: 'interrupted', pending: journal.pending, problem: why })
}

/**
 * One turn: recover, poll, do what is offered, say what came of it. `trouble` in the answer says what did not work. `hurry`
 * does not wait for the window.
 */
export const once = async (gateway: Gateway, { hurry = false } = {}): Promise<Idle> => {
  if (await isUpgrading(gateway)) return { at: 'idle', journal: await loadJournal(gateway.disk) }
  const recovered = await recover(gateway)
  // Only one truth at a time: a change that could neither be finished nor taken back goes before any new one.
  const idle =
    recovered.journal.pending === undefined
      ? await drive(gateway, recovered, { is: 'due', ...(hurry && { hurry }) })
      : recovered
  await lookForDrift(gateway, idle.journal)
  await reportChildren(gateway, idle.journal)
  await deliver(gateway)
  await lookAtRunner(gateway, idle.journal, hurry)
  return idle
}

/** Whether the runner itself is between two versions: then nothing else is done. */
const isUpgrading = async (gateway: Gateway): Promise<boolean> => {
  if ((await loadUpgrade(gateway.disk)).under === undefined) return false
  const { settleUpgrade } = await import('./settle-upgrade.ts')
  return !(await settleUpgrade(gateway))
}

/** Loaded where there is something to look at. What fails here is said, and the turn was a good one all the same. */
const lookAtRunner = async (gateway: Gateway, journal: Journal, hurry: boolean): Promise<void> => {
  const { disk, version } = gateway
  const { inForce } = journal
  const bytes = inForce && (await disk.read('look which runner is wanted', generationPath(inForce.digest)))
  const isWanted = bytes !== undefined && namesAnotherRunner(bytes, version)
  if (!isWanted && (await loadUpgrade(disk)).standing === undefined) return
  try {
    const { mindRunner } = await import('./mind-runner.ts')
    await mindRunner(gateway, journal, hurry)
  } catch (error) {
    gateway.say(`the runner cannot be upgraded: ${error instanceof Error ? error.message : String(error)}`)
  }
}

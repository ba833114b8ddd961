import type { Problem } from '../core/problem.ts'
import { problem } from '../core/problem.ts'
import { drive, type Idle } from './drive.ts'
import type { Gateway } from './gateway.ts'
import { loadJournal } from './journal-file.ts'
import { lookForDrift } from './look-for-drift.ts'
import { deliver, reportChildren } from './report.ts'

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
  const recovered = await recover(gateway)
  // Only one truth at a time: a change that could neither be finished nor taken back goes before any new one.
  const idle =
    recovered.journal.pending === undefined
      ? await drive(gateway, recovered, { is: 'due', ...(hurry && { hurry }) })
      : recovered
  await lookForDrift(gateway, idle.journal)
  await reportChildren(gateway, idle.journal)
  await deliver(gateway)
  return idle
}

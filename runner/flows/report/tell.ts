import { problem } from '../../core/problem.ts'
import { DiskError } from '../../ports/disk-error.ts'
import { loadJournal } from '../change/journal-file.ts'
import type { Idle } from '../drive.ts'
import type { Gateway } from '../gateway.ts'
import { loadUpgrade } from '../upgrade/upgrade-file.ts'
import { deliver, reportChildren, reportMeasured } from './report.ts'

/** The end of a turn: says what is new and delivers what waits. A disk that does not take it hides nothing of what came before. */
export const tell = async (gateway: Gateway, idle: Idle): Promise<Idle> => {
  try {
    await reportChildren(gateway, idle.journal)
    await reportMeasured(gateway, idle.journal)
    await deliver(gateway)
    return idle
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
    return { trouble: problem(`disk-${error.code}`, error.message), ...idle }
  }
}

/** Says what is measured, between two polls. What the control plane does not take now waits for the next. */
export const tellMeasured = async (gateway: Gateway): Promise<void> => {
  // An upgrade that is under way says nothing but its own.
  if ((await loadUpgrade(gateway.disk)).under !== undefined) return
  const journal = await loadJournal(gateway.disk)
  if (journal.pending !== undefined) return
  await reportMeasured(gateway, journal)
  await deliver(gateway)
}

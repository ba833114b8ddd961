import { chooseGeneration } from '../core/state/choose-generation.ts'
import { RollbackError } from '../core/state/rollback-error.ts'
import { loadJournal } from './change/journal-file.ts'
import { drive, type Idle } from './drive.ts'
import type { Gateway } from './gateway.ts'
import { tell } from './report/tell.ts'
import { loadUpgrade } from './upgrade/upgrade-file.ts'

/**
 * Goes to a generation that is kept here, by the way that every change goes, and stays there until something newer than
 * what was in force is released. `wanted` is a release's number or the beginning of a digest; without one, the generation before. Throws a
 * `RollbackError` when it was not begun; `trouble` in the answer says why it did not come through.
 */
export const rollBack = async (gateway: Gateway, wanted: string | undefined): Promise<Idle> => {
  const journal = await loadJournal(gateway.disk)
  const { under } = await loadUpgrade(gateway.disk)
  if (under !== undefined)
    throw new RollbackError(
      'under-way',
      `the runner itself is between ${under.from} and ${under.to}`,
      `wait until ${under.to} has reported or ${under.from} is back: cygnet-runner status says so`,
    )
  const kept = chooseGeneration(journal, wanted)
  const idle = await drive(gateway, { at: 'idle', journal }, { is: 'wanted-back', kept })
  return await tell(gateway, idle)
}

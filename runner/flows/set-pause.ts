import type { Journal } from '../core/state/journal.ts'
import { paused, resumed } from '../core/state/pause.ts'
import { loadJournal, saveJournal } from './change/journal-file.ts'
import type { Gateway } from './gateway.ts'

/** Nothing new is applied from now on, also after a reboot; a change that is under way is still finished or taken back. */
export const pause = async (
  { disk, clock }: Pick<Gateway, 'disk' | 'clock'>,
  reason: string | undefined,
): Promise<Journal> => {
  const journal = paused(await loadJournal(disk), clock.now(), reason)
  await saveJournal(disk, 'pause', journal)
  return journal
}

/** What is released is applied again, from the next poll on. False when nothing was paused. */
export const resume = async ({ disk }: Pick<Gateway, 'disk'>): Promise<boolean> => {
  const journal = await loadJournal(disk)
  if (journal.paused === undefined) return false
  await saveJournal(disk, 'resume', resumed(journal))
  return true
}

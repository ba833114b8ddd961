import { JOURNAL } from '../../core/paths.ts'
import { type Journal, journalBytes, MAX_JOURNAL_BYTES, readJournal } from '../../core/state/journal.ts'
import type { Disk } from '../../ports/disk.ts'

/** The journal as it stands on disk; an empty one where nothing has happened yet. */
export const loadJournal = async (disk: Disk): Promise<Journal> =>
  readJournal(await disk.read('read the journal', JOURNAL))

/** Makes this the truth, by one synced rename. `operation` says which truth. Throws a `RangeError` when nobody could read it any more. */
export const saveJournal = async (disk: Disk, operation: string, journal: Journal): Promise<void> => {
  const bytes = journalBytes(journal)
  if (bytes.length > MAX_JOURNAL_BYTES)
    throw new RangeError(`the journal would be ${bytes.length} bytes long, more than the runner reads`)
  await disk.write(operation, JOURNAL, bytes, 0o600)
}

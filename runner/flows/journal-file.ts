import { type Journal, journalBytes, readJournal } from '../core/journal.ts'
import { JOURNAL } from '../core/paths.ts'
import type { Disk } from '../ports/disk.ts'

/** The journal as it stands on disk; an empty one where nothing has happened yet. */
export const loadJournal = async (disk: Disk): Promise<Journal> =>
  readJournal(await disk.read('read the journal', JOURNAL))

/** Makes this the truth, by one synced rename. `operation` says which truth. */
export const saveJournal = async (disk: Disk, operation: string, journal: Journal): Promise<void> => {
  await disk.write(operation, JOURNAL, journalBytes(journal), 0o600)
}

import { UPGRADE_JOURNAL } from '../core/paths.ts'
import { readUpgrade, type UpgradeJournal, upgradeBytes } from '../core/upgrade-journal.ts'
import type { Disk } from '../ports/disk.ts'

/** What is remembered of upgrades, as it stands on disk. */
export const loadUpgrade = async (disk: Disk): Promise<UpgradeJournal> =>
  readUpgrade(await disk.read('read what is known of upgrades', UPGRADE_JOURNAL))

/** Makes this the truth, by one synced rename. `operation` says which truth. */
export const saveUpgrade = async (disk: Disk, operation: string, journal: UpgradeJournal): Promise<void> => {
  await disk.write(operation, UPGRADE_JOURNAL, upgradeBytes(journal), 0o600)
}

import { UPGRADE_JOURNAL } from '../../core/paths.ts'
import { noUpgrade } from '../../core/upgrade/no-upgrade.ts'
import type { UpgradeJournal } from '../../core/upgrade/upgrade-journal.ts'
import type { Disk } from '../../ports/disk.ts'

/** What is remembered of upgrades, as it stands on disk. What reads it is loaded once there was one. */
export const loadUpgrade = async (disk: Disk): Promise<UpgradeJournal> => {
  const bytes = await disk.read('read what is known of upgrades', UPGRADE_JOURNAL)
  if (bytes === undefined) return noUpgrade
  const { readUpgrade } = await import('../../core/upgrade/upgrade-journal.ts')
  return readUpgrade(bytes)
}

/** Makes this the truth, by one synced rename. `operation` says which truth. */
export const saveUpgrade = async (disk: Disk, operation: string, journal: UpgradeJournal): Promise<void> => {
  const { upgradeBytes } = await import('../../core/upgrade/upgrade-journal.ts')
  await disk.write(operation, UPGRADE_JOURNAL, upgradeBytes(journal), 0o600)
}

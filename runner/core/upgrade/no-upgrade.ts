import type { UpgradeJournal } from './upgrade-journal.ts'

/** A gateway on which no upgrade was ever tried: apart from what reads the file of one, which is not loaded there. */
export const noUpgrade: UpgradeJournal = { cygnet: 1, failed: [] }

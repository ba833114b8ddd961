import type { Addresses } from './addresses.ts'
import type { Git } from './git/git.ts'
import type { Deliveries } from './hooks/deliveries.ts'
import type { Records } from './records/records.ts'
import type { ForgeSettings } from './settings.ts'
import type { Branches } from './work/branches.ts'

/** What every part of the forge works with; made once, in forge.ts. */
export interface Context {
  readonly settings: ForgeSettings
  readonly git: Git
  readonly records: Records
  readonly addresses: Addresses
  readonly branches: Branches
  readonly deliveries: Deliveries
  readonly now: () => Date
  readonly log: (line: string) => void
}

/** Seconds are what GitHub counts in. */
export const timestamp = ({ now }: Pick<Context, 'now'>): string =>
  now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')

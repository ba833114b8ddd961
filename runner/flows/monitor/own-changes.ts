import type { Happening } from '../../core/monitor/happening.ts'
import { JOURNAL } from '../../core/paths.ts'
import { readJournal } from '../../core/state/journal.ts'
import type { Disk } from '../../ports/disk.ts'

/**
 * Tells of each change that cygnet begins on this gateway, and of each that it takes back, whichever process does it: by the journal,
 * which says so before anything is touched. `look` is a disk that nothing is written to.
 */
export const ownChanges = (look: Pick<Disk, 'read'>): ((now: number) => Promise<Happening | undefined>) => {
  let seen: Uint8Array | undefined
  let under = ''
  return async now => {
    const bytes = await look.read('look whether a change is under way', JOURNAL)
    if (bytes === undefined || (seen !== undefined && isSame(seen, bytes))) return undefined
    seen = bytes
    const { pending } = readJournal(bytes)
    const before = under
    under =
      pending === undefined ? '' : `${pending.digest} ${pending.verdict === undefined ? 'there' : 'back'}`
    if (under === '' || under === before) return undefined
    return { at: now, kind: 'change', tunnel: undefined, child: undefined, by: 'us' }
  }
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

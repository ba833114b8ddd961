import { type AuditEntry, EMPTY, type Head } from '../../schema/audit-chain.ts'
import { BEHIND_ALL_ENTRIES } from '../../schema/control-plane.ts'
import type { ControlPlane } from '../control-plane.ts'

/** Pages after which a log that never ends is given up: 200 entries each. */
const MAX_PAGES = 50_000

/**
 * The audit log in pages, from behind an entry to the head that the first answer named: what is appended meanwhile is
 * for the next time.
 */
export async function* pagesOf(
  plane: Pick<ControlPlane, 'audit'>,
  after: number,
): AsyncGenerator<readonly AuditEntry[]> {
  let [reached, end] = [after, Number.POSITIVE_INFINITY]
  for (let page = 0; page < MAX_PAGES && reached < end; page += 1) {
    const { entries, head } = await plane.audit(reached)
    if (end === Number.POSITIVE_INFINITY) end = head?.number ?? 0
    const last = entries.at(-1)
    // An answer that does not lead on ends it: the chain then says what is missing.
    if (last === undefined || last.number <= reached) return
    yield entries
    reached = last.number
  }
}

/** Where the log ends by now. */
export const headOf = async (plane: Pick<ControlPlane, 'audit'>): Promise<Head> =>
  (await plane.audit(BEHIND_ALL_ENTRIES)).head ?? EMPTY

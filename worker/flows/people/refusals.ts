import { PERMISSIONS, type Permission } from '../../ports/forge.ts'
import type { Ledger } from '../../ports/ledger.ts'

/** Milliseconds within which the same refusal makes one entry. */
const WHILE = 10 * 60 * 1000
/** Newest entries among which it is looked for. */
const LOOKED_AT = 200

/**
 * True when the log has said so already of somebody who may not even write: everybody with an account at GitHub can ask, as often
 * as they like, and must not fill it. `at` in milliseconds since 1970.
 */
export const isSaid = (
  { audit }: Pick<Ledger, 'audit'>,
  permission: Permission,
  { at, who, what }: { readonly at: number; readonly who: string; readonly what: string },
): boolean =>
  PERMISSIONS.indexOf(permission) < PERMISSIONS.indexOf('write') &&
  audit.tail(LOOKED_AT).some(entry => entry.who === who && entry.what === what && at - entry.at < WHILE)

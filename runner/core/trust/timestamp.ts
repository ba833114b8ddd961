import { parseTimestamp } from './metadata.ts'
import { TrustError } from './trust-error.ts'
import type { TrustedRoot, TrustedTimestamp } from './trusted.ts'
import { mustBeCurrent, mustBeSigned, signatoriesOf } from './verify.ts'

/** A timestamp from this gateway's own disk: signed, perhaps expired. It only serves to refuse older ones. */
export const heldTimestamp = (root: TrustedRoot, bytes: Uint8Array): TrustedTimestamp => {
  const parsed = parseTimestamp(bytes)
  mustBeSigned(parsed, signatoriesOf(root, 'timestamp'), 'timestamp')
  return { ...parsed, bytes } as TrustedTimestamp
}

/** The timestamp in force (TUF §5.4.2–5.4.4). Of two with the same version the one already held stays. */
export const trustTimestamp = (
  root: TrustedRoot,
  bytes: Uint8Array,
  held: TrustedTimestamp | undefined,
  now: Date,
): TrustedTimestamp => {
  const offered = heldTimestamp(root, bytes)
  const newest = held && isRepeated(offered, held) ? held : offered
  mustBeCurrent(newest, now, 'timestamp')
  return newest
}

/** Throws when the offered one is older, or names an older snapshot (TUF §5.4.3). */
const isRepeated = (offered: TrustedTimestamp, held: TrustedTimestamp): boolean => {
  const [is, was] = [offered.metadata.signed, held.metadata.signed]
  if (is.version < was.version)
    throw new TrustError('rollback-timestamp', `timestamp ${is.version} is older than ${was.version}`)
  if (is.version === was.version) return true
  if (is.snapshotMeta.version < was.snapshotMeta.version)
    throw new TrustError(
      'rollback-snapshot',
      `timestamp names snapshot ${is.snapshotMeta.version}, which is older than ${was.snapshotMeta.version}`,
    )
  return false
}

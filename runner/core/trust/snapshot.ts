import { parseSnapshot } from './metadata.ts'
import { TrustError } from './trust-error.ts'
import type { TrustedRoot, TrustedSnapshot, TrustedTimestamp } from './trusted.ts'
import { mustBeCurrent, mustBeSigned, mustMatch, signatoriesOf } from './verify.ts'

/** A snapshot from this gateway's own disk: signed, perhaps outdated. It only serves to refuse older ones. */
export const heldSnapshot = (root: TrustedRoot, bytes: Uint8Array): TrustedSnapshot => {
  const parsed = parseSnapshot(bytes)
  mustBeSigned(parsed, signatoriesOf(root, 'snapshot'), 'snapshot')
  return { ...parsed, bytes } as TrustedSnapshot
}

/** The snapshot that the timestamp names (TUF §5.5.2–5.5.6). */
export const trustSnapshot = (
  root: TrustedRoot,
  timestamp: TrustedTimestamp,
  bytes: Uint8Array,
  held: TrustedSnapshot | undefined,
  now: Date,
): TrustedSnapshot => {
  const named = timestamp.metadata.signed.snapshotMeta
  mustMatch(bytes, named, 'snapshot-mismatch', 'snapshot')
  const snapshot = heldSnapshot(root, bytes)
  if (snapshot.metadata.signed.version !== named.version)
    throw new TrustError(
      'snapshot-mismatch',
      `snapshot is not version ${named.version} as the timestamp says`,
    )
  if (held) mustNotFall(snapshot, held)
  mustBeCurrent(snapshot, now, 'snapshot')
  return snapshot
}

/** Each role that was listed still is, and none got older (TUF §5.5.5). */
const mustNotFall = (offered: TrustedSnapshot, held: TrustedSnapshot): void => {
  for (const [file, was] of Object.entries(held.metadata.signed.meta)) {
    const { meta } = offered.metadata.signed
    const is = Object.hasOwn(meta, file) ? meta[file] : undefined
    if (!is || is.version < was.version)
      throw new TrustError(
        `rollback-${roleOf(file)}`,
        `snapshot lists ${file} in version ${is?.version ?? 'none'}, which is older than ${was.version}`,
      )
  }
}

const roleOf = (file: string): 'targets' | 'gateway' | 'delegated' => {
  if (file === 'targets.json') return 'targets'
  return file.startsWith('gateway.') ? 'gateway' : 'delegated'
}

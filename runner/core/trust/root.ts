import type { Metadata, Root } from '@tufjs/models'
import { canonicalBytes, digestOf } from '../../../schema/wire/canonical.ts'
import type { Digest } from '../../../schema/wire/names.ts'
import { parseRoot } from './metadata.ts'
import { TrustError } from './trust-error.ts'
import type { TrustedRoot } from './trusted.ts'
import { mustBeSigned, signatoriesOf } from './verify.ts'

/**
 * A root that this gateway already holds, from its own disk or an anchor whose hash was checked. Its signatures still
 * have to add up: a flipped bit on the disk is noticed here.
 */
export const heldRoot = (bytes: Uint8Array): TrustedRoot => {
  const metadata = parseRoot(bytes)
  mustBeSigned(metadata, signatoriesOf(metadata, 'root'), 'root')
  return { metadata, bytes } as TrustedRoot
}

/** The root that follows (TUF §5.3.4–5.3.5): signed by a threshold of the old keys and of the new ones, version plus one. */
export const nextRoot = (trusted: TrustedRoot, bytes: Uint8Array): TrustedRoot => {
  const metadata = parseRoot(bytes)
  mustBeSigned(metadata, signatoriesOf(trusted.metadata, 'root'), 'root')
  mustBeSigned(metadata, signatoriesOf(metadata, 'root'), 'root')
  const expected = trusted.metadata.signed.version + 1
  if (metadata.signed.version !== expected)
    throw new TrustError(
      'root-version',
      `root has version ${metadata.signed.version} where ${expected} must follow`,
    )
  return { metadata, bytes } as TrustedRoot
}

/**
 * True when timestamp or snapshot are signed by other keys from now on: then what the old keys signed is forgotten,
 * and with it a version that a thief may have run far ahead (TUF §5.3.11, fast-forward recovery).
 */
export const rotatesOnlineKeys = (before: TrustedRoot, after: TrustedRoot): boolean =>
  (['timestamp', 'snapshot'] as const).some(
    role => signatoriesDigest(before.metadata, role) !== signatoriesDigest(after.metadata, role),
  )

const signatoriesDigest = (root: Metadata<Root>, role: 'timestamp' | 'snapshot'): Digest => {
  const { keys, keyIDs, threshold } = signatoriesOf(root, role)
  const named = keyIDs.map(id => `${id} ${keys[id]?.keyVal['public']}`).sort()
  return digestOf(canonicalBytes({ threshold, named }))
}

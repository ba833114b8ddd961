import type { Key } from '@tufjs/models'
import { canonicalBytes } from '../../../schema/wire/canonical.ts'
import type { Digest } from '../../../schema/wire/names.ts'
import { digestOf } from '../digest.ts'
import { parseRoot } from './metadata.ts'
import type { Policy } from './policy.ts'
import { TrustError } from './trust-error.ts'
import type { TrustedRoot } from './trusted.ts'
import { mustBeSigned, signatoriesOf } from './verify.ts'

/**
 * A root that this client already holds, from its own disk or an anchor whose hash was checked. Its signatures still
 * have to add up: a flipped bit on the disk is noticed here. All that is trusted from it on is held to this policy.
 */
export const heldRoot = (bytes: Uint8Array, policy: Policy): TrustedRoot => {
  const root = { ...parseRoot(bytes), bytes, policy }
  mustBeSigned(root, signatoriesOf(root, 'root'), 'root')
  return root as TrustedRoot
}

/** The root that follows (TUF §5.3.4–5.3.5): signed by a threshold of the old keys and of the new ones, version plus one. */
export const nextRoot = (trusted: TrustedRoot, bytes: Uint8Array): TrustedRoot => {
  const root = { ...parseRoot(bytes), bytes, policy: trusted.policy }
  mustBeSigned(root, signatoriesOf(trusted, 'root'), 'root')
  mustBeSigned(root, signatoriesOf(root, 'root'), 'root')
  const expected = trusted.metadata.signed.version + 1
  const { version } = root.metadata.signed
  if (version !== expected)
    throw new TrustError('root-version', `root has version ${version} where ${expected} must follow`)
  return root as TrustedRoot
}

/**
 * True when timestamp or snapshot are signed by other keys from now on: then what the old keys signed is forgotten,
 * and with it a version that a thief may have run far ahead (TUF §5.3.11, fast-forward recovery).
 */
export const rotatesOnlineKeys = (before: TrustedRoot, after: TrustedRoot): boolean =>
  (['timestamp', 'snapshot'] as const).some(
    role => signatoriesDigest(before, role) !== signatoriesDigest(after, role),
  )

const signatoriesDigest = (root: TrustedRoot, role: 'timestamp' | 'snapshot'): Digest => {
  const { keys, keyIDs, threshold } = signatoriesOf(root, role)
  const listed = (id: string): Key | undefined => (Object.hasOwn(keys, id) ? keys[id] : undefined)
  const named = keyIDs.map(id => `${id} ${listed(id)?.scheme} ${listed(id)?.keyVal['public']}`).sort()
  return digestOf(canonicalBytes({ threshold, named }))
}

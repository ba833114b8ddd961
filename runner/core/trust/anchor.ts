import type { Digest } from '../../../schema/wire/names.ts'
import { LIMITS } from '../../../schema/wire/repository-names.ts'
import { digestOf } from '../digest.ts'
import { GATEWAY_POLICY } from './policy.ts'
import { heldRoot } from './root.ts'
import { TrustError } from './trust-error.ts'
import type { TrustedRoot } from './trusted.ts'

/**
 * The first root of a new gateway (`docs/protocol.md` §8.2): whoever served it, its SHA-256 is the one in the enrolment
 * token, and it is signed by a threshold of its own keys. Throws `anchor-mismatch`, or what a held root throws.
 */
export const trustAnchor = (bytes: Uint8Array, root: Digest): TrustedRoot => {
  if (bytes.length > LIMITS.root) throw new TrustError('too-large', 'the first root is too large')
  if (digestOf(bytes) !== root)
    throw new TrustError('anchor-mismatch', 'the first root is not the one that the enrolment token names')
  return heldRoot(bytes, GATEWAY_POLICY)
}

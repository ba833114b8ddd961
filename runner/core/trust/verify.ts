import type { Key, MetaFile, Root, Snapshot, Targets, Timestamp } from '@tufjs/models'
import type { Parsed } from './metadata.ts'
import type { Policy } from './policy.ts'
import { publicKeyOf } from './public-key.ts'
import { type RoleName, TrustError, type TrustErrorCode } from './trust-error.ts'
import type { TrustedRoot } from './trusted.ts'

type AnyRole = Root | Timestamp | Snapshot | Targets

/** Who may sign a role: its keys, and how many distinct ones of them it takes. */
export interface Signatories {
  readonly keys: Readonly<Record<string, Key>>
  readonly keyIDs: readonly string[]
  readonly threshold: number
  readonly policy: Policy
}

/** A top-level role's signatories as a root names them. Models guarantee that all four roles are there. */
export const signatoriesOf = (
  root: Pick<TrustedRoot, 'metadata' | 'policy'>,
  role: 'root' | 'timestamp' | 'snapshot' | 'targets',
): Signatories => {
  const { keys, roles } = root.metadata.signed
  const { keyIDs = [], threshold = Number.POSITIVE_INFINITY } = roles[role] ?? {}
  return { keys, keyIDs, threshold, policy: root.policy }
}

/**
 * Signed by a threshold of distinct keys (TUF §5.3.4, §5.4.2, …). Keys are counted by what they are, not by their ids or
 * how they are written: one key under two ids is one key.
 */
export const mustBeSigned = (parsed: Parsed<AnyRole>, by: Signatories, role: RoleName): void => {
  const signers = new Set(by.keyIDs.map(id => signerOf(parsed, by, id)).filter(who => who !== undefined))
  if (!(signers.size >= by.threshold))
    throw new TrustError(
      'below-threshold',
      `${role} metadata is signed by ${signers.size} of ${by.threshold} keys`,
    )
}

/** The identity of the key with this id, when it counts and has signed. */
const signerOf = (
  { metadata, message }: Parsed<AnyRole>,
  by: Signatories,
  id: string,
): string | undefined => {
  const signature = Object.hasOwn(metadata.signatures, id) ? metadata.signatures[id]?.sig : undefined
  const listed = Object.hasOwn(by.keys, id) ? by.keys[id] : undefined
  if (signature === undefined || listed === undefined) return undefined
  const key = publicKeyOf(listed, by.policy)
  return key?.verifies(message, signature) === true ? key.identity : undefined
}

/** Its time is not over (TUF §5.3.10, §5.4.4, §5.5.6, §5.6.5). */
export const mustBeCurrent = (
  { metadata }: Pick<Parsed<AnyRole>, 'metadata'>,
  now: Date,
  role: RoleName,
): void => {
  if (metadata.signed.isExpired(now))
    throw new TrustError(`expired-${role}`, `${role} metadata expired at ${metadata.signed.expires}`)
}

/** Exactly the bytes that the role above names: length and hashes where it names them (TUF §5.5.2, §5.6.2). */
export const mustMatch = (bytes: Uint8Array, meta: MetaFile, code: TrustErrorCode, role: RoleName): void => {
  try {
    meta.verify(Buffer.from(bytes))
  } catch (cause) {
    throw new TrustError(code, `${role} metadata has not the length or hash that was signed for it`, {
      cause,
    })
  }
}

/** True when these are the very bytes that are named: only a hash can say so, a version alone cannot. */
export const isExactly = (bytes: Uint8Array, meta: MetaFile): boolean => {
  if (!meta.hashes?.['sha256']) return false
  try {
    meta.verify(Buffer.from(bytes))
    return true
  } catch {
    return false
  }
}

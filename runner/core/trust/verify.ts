import type { Key, Metadata, MetaFile, Root, Snapshot, Targets, Timestamp } from '@tufjs/models'
import { type RoleName, TrustError, type TrustErrorCode } from './trust-error.ts'

type AnyMetadata = Metadata<Root | Timestamp | Snapshot | Targets>

/** Who may sign a role: its keys, and how many distinct ones of them it takes. */
export interface Signatories {
  readonly keys: Readonly<Record<string, Key>>
  readonly keyIDs: readonly string[]
  readonly threshold: number
}

/** A top-level role's signatories as a root names them. Models guarantee that all four roles are there. */
export const signatoriesOf = (root: Metadata<Root>, role: Exclude<RoleName, 'gateway'>): Signatories => {
  const { keys, roles } = root.signed
  const { keyIDs = [], threshold = Number.POSITIVE_INFINITY } = roles[role] ?? {}
  return { keys, keyIDs, threshold }
}

/**
 * Signed by a threshold of distinct keys (TUF §5.3.4, §5.4.2, …). Keys are counted by what they are, not by their ids:
 * one key under two ids is one key. Only Ed25519 keys in plain hex count, so that a key has one form.
 */
export const mustBeSigned = (metadata: AnyMetadata, by: Signatories, role: RoleName): void => {
  const signers = new Set(
    by.keyIDs
      .map(id => (Object.hasOwn(by.keys, id) ? by.keys[id] : undefined))
      .filter(key => key !== undefined)
      .filter(key => isPlain(key) && hasSigned(key, metadata))
      .map(key => key.keyVal['public']),
  )
  if (!(signers.size >= by.threshold))
    throw new TrustError(
      'below-threshold',
      `${role} metadata is signed by ${signers.size} of ${by.threshold} keys`,
    )
}

const isPlain = (key: Key): boolean =>
  key.keyType === 'ed25519' && key.scheme === 'ed25519' && /^[0-9a-f]{64}$/.test(key.keyVal['public'] ?? '')

const hasSigned = (key: Key, metadata: AnyMetadata): boolean => {
  try {
    key.verifySignature(metadata)
    return true
  } catch {
    return false
  }
}

/** Its time is not over (TUF §5.3.10, §5.4.4, §5.5.6, §5.6.5). */
export const mustBeCurrent = (metadata: AnyMetadata, now: Date, role: RoleName): void => {
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

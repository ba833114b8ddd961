import * as z from 'zod'
import { canonicalBytes, digestOf } from './wire/canonical.ts'
import { Digest } from './wire/names.ts'

/** One entry of the audit log: `docs/protocol.md` §11. */
export const AuditEntry = z.object({
  /** 1 and up, without a gap. */
  number: z.number().int(),
  /** Milliseconds since 1970, by the control plane's clock. */
  at: z.number(),
  /** A login, a gateway, or `cygnet` itself. */
  who: z.string(),
  what: z.string(),
  /** JSON text. */
  detail: z.string(),
  /** Hash of the entry before; of the first one, that of `EMPTY`. */
  previous: Digest,
  hash: Digest,
  /** The Worker's, over `signedBytes`: base64. */
  signature: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** A place in the log: everything up to it follows from its hash. */
export interface Head {
  readonly number: number
  readonly hash: Digest
}

/** Before the first entry. */
export const EMPTY: Head = { number: 0, hash: '0'.repeat(64) }

type Link = Omit<AuditEntry, 'hash' | 'signature'>

/** Hash of an entry, over its canonical bytes with the hash of the one before: nothing can be changed or cut out unseen. */
export const hashOf = ({ number, at, who, what, detail, previous }: Link): Digest =>
  digestOf(canonicalBytes({ number, at, who, what, detail, previous }))

/** What the Worker signs of an entry. Who can write into its memory but has not its key cannot add one. */
export const signedBytes = (network: string, { number, hash }: Head): Uint8Array =>
  canonicalBytes({ cygnet: 'audit-1', network, number, hash })

/**
 * changed: the entry's own hash is not its own. gap: one is missing or out of its order. unchained: it follows another
 * entry than the one before. foreign: no key of the Worker signed it. rewritten, cut-off: it is not, or no longer, the
 * log that was seen before.
 */
export type ChainErrorCode = 'changed' | 'gap' | 'unchained' | 'foreign' | 'rewritten' | 'cut-off'

/** A log that is not what it was when its entries were written. */
export class ChainError extends Error {
  override readonly name = 'ChainError'
  readonly code: ChainErrorCode
  /** The entry at which it breaks. */
  readonly number: number
  constructor(code: ChainErrorCode, number: number, message: string) {
    super(message)
    this.code = code
    this.number = number
  }
}

/** What a log is held against. */
export interface Witness {
  readonly network: string
  /** True for a signature of the Worker's, by any key that it ever had. */
  readonly signed: (bytes: Uint8Array, signature: string) => boolean
  /** The head that was seen before. */
  readonly noted?: Head | undefined
}

/** Goes on from a head over the entries that follow; answers the new head. Throws a `ChainError` at the first that does not fit. */
export const followed = (from: Head, entries: readonly AuditEntry[], witness: Witness): Head =>
  entries.reduce((head: Head, entry) => {
    const why = misfit(head, entry, witness)
    if (why !== undefined) throw new ChainError(why[0], head.number + 1, why[1])
    return { number: entry.number, hash: entry.hash }
  }, from)

const misfit = (head: Head, entry: AuditEntry, witness: Witness): [ChainErrorCode, string] | undefined => {
  const { number, hash } = entry
  if (number !== head.number + 1) return ['gap', `after ${head.number} comes ${number}`]
  if (hash !== hashOf(entry)) return ['changed', `what entry ${number} says is not what its hash was made of`]
  if (entry.previous !== head.hash)
    return ['unchained', `entry ${number} follows another entry ${head.number}`]
  if (!witness.signed(signedBytes(witness.network, entry), entry.signature))
    return ['foreign', `the control plane's key did not sign entry ${number}`]
  if (witness.noted?.number === number && witness.noted.hash !== hash)
    return ['rewritten', `entry ${number} is another one than was seen before`]
  return undefined
}

/** To be asked at the end of a log: a log that was seen to be longer was cut off. Throws a `ChainError`. */
export const mustReach = (head: Head, noted: Head | undefined): void => {
  if (noted === undefined || noted.number <= head.number) return
  throw new ChainError(
    'cut-off',
    head.number + 1,
    `the log ends at ${head.number}; it was seen to reach ${noted.number}`,
  )
}

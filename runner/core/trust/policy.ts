/**
 * What a client accepts beyond what TUF leaves open. One client serves both: a gateway, which knows who writes its
 * repository, and `cygnet-runner tuf`, which must read anybody's.
 */
export interface Policy {
  /** Which public keys count; all others are as if they were not listed. */
  readonly keys: 'ed25519-hex' | 'tuf'
}

/** A gateway: Ed25519 in 64 lower-case hex digits, so that a key has one form (`docs/protocol.md` §5.8). */
export const GATEWAY_POLICY: Policy = { keys: 'ed25519-hex' }

/** Any TUF repository: the key types and schemes of TUF §4.2.1. */
export const TUF_POLICY: Policy = { keys: 'tuf' }

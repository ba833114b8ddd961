import { visible } from '../visible.ts'

/** The metadata files, by the word that error codes use; `delegated` is any role that is not a gateway's. */
export type RoleName = 'root' | 'timestamp' | 'snapshot' | 'targets' | 'gateway' | 'delegated'

/**
 * Why something was refused. The set is closed, reported to the control plane, and documented in `docs/protocol.md` §5.
 *
 * - no-root: this gateway was never enrolled, or its anchor is gone
 * - no-release: nothing was released yet, or nothing that names this gateway
 * - anchor-mismatch: the repository's first root is not the one that the enrolment token names
 * - missing: the repository does not hold an object that must be there
 * - too-large: more bytes, members or nesting than allowed
 * - unparseable: not the JSON, or not the shape, that it must be
 * - below-threshold: too few valid signatures by distinct keys of that role, or of operators under a package
 * - root-version: not the version that follows the trusted root
 * - expired-*: its time is over by this gateway's clock
 * - rollback-*: older than what this gateway already trusted
 * - *-mismatch: not the version, length or hash that the role above it names
 * - not-delegated: the network's targets do not let anybody sign for this gateway
 * - no-target: this gateway's role does not name a bundle
 * - bundle-hash: not the length or hash that this gateway's role names
 * - package-hash: not the length or hash that the bundle names for a package of the runner
 * - artifact-hash: the same for a file of any TUF repository, or no hash that is still good
 * - unsafe-name: a name that would lead out of a folder or an address
 * - wrong-network, wrong-gateway: a genuine bundle, of somebody else
 */
export type TrustErrorCode =
  | 'no-root'
  | 'no-release'
  | 'anchor-mismatch'
  | 'missing'
  | 'too-large'
  | 'unparseable'
  | 'below-threshold'
  | 'root-version'
  | `expired-${RoleName}`
  | `rollback-${Exclude<RoleName, 'root'>}`
  | `${'snapshot' | 'targets' | 'gateway' | 'delegated'}-mismatch`
  | 'not-delegated'
  | 'no-target'
  | 'bundle-hash'
  | 'package-hash'
  | 'artifact-hash'
  | 'unsafe-name'
  | 'wrong-network'
  | 'wrong-gateway'

/** A name in a message may be as long as its file. */
const MAX_CHARACTERS = 1000

/** Something offered to this gateway is not proven, hence not used. The message is safe to report. */
export class TrustError extends Error {
  override readonly name = 'TrustError'
  readonly code: TrustErrorCode
  constructor(code: TrustErrorCode, message: string, options?: ErrorOptions) {
    super(visible(message.slice(0, MAX_CHARACTERS)), options)
    this.code = code
  }
}

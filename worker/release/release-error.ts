/**
 * - not-ours: the store holds metadata that this Worker's key did not sign; nothing is built upon it
 * - unreadable: the store holds metadata that cannot be parsed, or lacks some that the rest names
 * - contended: other publishers were faster, again and again
 * - bad-root: a root that does not follow the one before it, or cannot be made as asked
 */
export type ReleaseErrorCode = 'not-ours' | 'unreadable' | 'contended' | 'bad-root'

/** Publishing did not happen; the store still shows the release before. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError'
  readonly code: ReleaseErrorCode
  constructor(code: ReleaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

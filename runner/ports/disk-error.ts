/** unsafe: a symlink or something else that is no plain file or directory is in the way. full: no space left. */
export type DiskErrorCode = 'unsafe' | 'full' | 'failed'

/** A disk operation that did not happen; the message names the operation and the path. */
export class DiskError extends Error {
  override readonly name = 'DiskError'
  readonly code: DiskErrorCode
  readonly operation: string
  constructor(code: DiskErrorCode, operation: string, words: string, options?: ErrorOptions) {
    super(`${operation}: ${words}`, options)
    this.code = code
    this.operation = operation
  }
}

/**
 * under-way: a change is being made. nothing-earlier: no generation from before the one in force is kept. unknown: none
 * is called like this. ambiguous: several are. in-force: it is what runs already.
 */
export type RollbackErrorCode = 'under-way' | 'nothing-earlier' | 'unknown' | 'ambiguous' | 'in-force'

/** A rollback that was not begun. */
export class RollbackError extends Error {
  override readonly name = 'RollbackError'
  readonly code: RollbackErrorCode
  readonly hint: string
  constructor(code: RollbackErrorCode, message: string, hint: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

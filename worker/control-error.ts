/** Why a request was not taken; the caller's doing, but for the last three, which are ours. */
export type ControlErrorCode =
  | 'malformed'
  | 'too-large'
  | 'not-found'
  | 'unknown-operator'
  | 'may-not'
  | 'own-change'
  | 'from-a-fork'
  | 'plan-not-current'
  | 'nothing-to-steer'
  | 'unknown-gateway'
  | 'wrong-network'
  | 'bad-signature'
  | 'wrong-repository'
  | 'replayed'
  | 'bad-time'
  | 'token-not-good'
  | 'bad-key'
  | 'bad-login'
  | 'not-ready'
  | 'misconfigured'
  | 'unavailable'

export class ControlError extends Error {
  override readonly name = 'ControlError'
  readonly code: ControlErrorCode
  /** What to do about it. */
  readonly hint: string
  constructor(code: ControlErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}

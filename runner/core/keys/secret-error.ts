/** missing: the private key was never made here, or is gone. damaged: its file holds something else. */
export type SecretErrorCode = 'missing' | 'damaged'

/** A private key that this gateway should hold cannot be used; the message never holds any of it. */
export class SecretError extends Error {
  override readonly name = 'SecretError'
  readonly code: SecretErrorCode
  constructor(code: SecretErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

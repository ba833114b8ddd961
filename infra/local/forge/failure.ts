import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** What GitHub lists under `errors` when it answers 422. */
export interface FieldError {
  readonly resource: string
  readonly field: string
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'unprocessable' | 'custom'
  readonly message?: string
}

/** An answer other than the one hoped for, in GitHub's words: `status` is HTTP's, `message` what GitHub says. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: ContentfulStatusCode
  readonly errors: readonly FieldError[]

  constructor(status: ContentfulStatusCode, message: string, errors: readonly FieldError[] = []) {
    super(message)
    this.status = status
    this.errors = errors
  }
}

/** 404: it is not there, or the caller may not know that it is. */
export const notFound = (): Refusal => new Refusal(404, 'Not Found')

/** 422 with the field that did not fit. */
export const invalid = (resource: string, field: string, message: string): Refusal =>
  new Refusal(422, 'Validation Failed', [{ resource, field, code: 'custom', message }])

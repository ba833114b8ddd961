import { fromBase64Url, toBase64Url } from './base64.ts'
import { canonicalBytes } from './canonical.ts'
import { EnrolmentToken } from './enrolment.ts'

const PREFIX = 'cygnet1.'

/** A token's text is refused above this many characters, before it is decoded. */
export const MAX_TOKEN_CHARACTERS = 4096

/**
 * not-a-token: does not even begin like one, or is longer than any. damaged: begins like one, but a part is missing
 * or changed. Neither error ever holds the text itself: it carries a secret.
 */
export type TokenErrorCode = 'not-a-token' | 'damaged'

export class TokenError extends Error {
  override readonly name = 'TokenError'
  readonly code: TokenErrorCode
  constructor(code: TokenErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** The text that an operator pastes on a new gateway: `docs/protocol.md` §8. It holds a secret that is good once. */
export const encodeToken = (token: EnrolmentToken): string => PREFIX + toBase64Url(canonicalBytes(token))

/** The token in a pasted text; white space around it is forgiven. Throws a `TokenError`. */
export const decodeToken = (text: string): EnrolmentToken => {
  const trimmed = text.trim()
  if (!trimmed.startsWith(PREFIX) || trimmed.length > MAX_TOKEN_CHARACTERS)
    throw new TokenError('not-a-token', `an enrolment token begins with ${PREFIX}`)
  const token = EnrolmentToken.safeParse(jsonIn(trimmed.slice(PREFIX.length)))
  // One token has one text: anything that does not encode back to itself was changed on the way.
  if (!token.success || encodeToken(token.data) !== trimmed)
    throw new TokenError('damaged', 'the enrolment token is incomplete or was changed')
  return token.data
}

const jsonIn = (base64Url: string): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(base64Url)))
  } catch {
    return undefined
  }
}

import { EnrolmentToken } from '../../schema/wire/enrolment.ts'

/** A token is refused above this many characters. */
export const MAX_TOKEN_LENGTH = 2048

/**
 * Reads the text form of a token: `cygnet1.` and base64url of its JSON. Throws a `SyntaxError` that never repeats the
 * token, because it holds a secret. A plain-text address is taken on the loopback interface only.
 */
export const readToken = (text: string): EnrolmentToken => {
  const token = text.trim()
  if (token.length > MAX_TOKEN_LENGTH || !/^cygnet1\.[A-Za-z0-9_-]+$/.test(token))
    throw new SyntaxError('this is not an enrolment token: it starts with cygnet1.')
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(token.slice(8), 'base64url'))
    return EnrolmentToken.parse(JSON.parse(json))
  } catch {
    throw new SyntaxError('the enrolment token is damaged: was it copied whole?')
  }
}

import type { Context } from 'hono'
import { decodeProof, SCHEME } from '../../schema/operator-request.ts'
import type { Digest } from '../../schema/wire/names.ts'
import { ControlError } from '../control-error.ts'
import type { Credential } from '../ports/credential.ts'

/** GitHub's tokens, and what a key says, are far shorter. */
const MAX_WORD = 512

/**
 * With what the caller says who they are; whether it is so, the fleet finds out. `body` is the SHA-256 of the body where
 * the path names it, so that a long one need not be read for somebody who may not send it. Throws a `ControlError`.
 */
export const credentialOf = async (c: Context, body?: Digest): Promise<Credential> => {
  const [scheme = '', word = '', ...rest] = (c.req.header('Authorization') ?? '').split(' ')
  const readable = word !== '' && word.length <= MAX_WORD && rest.length === 0
  if (readable && scheme.toLowerCase() === 'bearer') return { kind: 'token', token: word }
  const proof = readable && scheme === SCHEME ? decodeProof(word) : undefined
  if (proof === undefined) {
    throw new ControlError(
      'unknown-operator',
      'nobody says who asks',
      'send a GitHub token as Authorization: Bearer, or sign the request with an operator’s key',
    )
  }
  const { pathname, search } = new URL(c.req.url)
  return {
    kind: 'key',
    proof,
    method: c.req.method,
    path: `${pathname}${search}`,
    body: body ?? (await sha256Of(new Uint8Array(await c.req.arrayBuffer()))),
  }
}

/** SHA-256 in hex, by the platform: what is tens of megabytes long takes a script too much time. */
export const sha256Of = async (bytes: Uint8Array<ArrayBuffer>): Promise<Digest> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

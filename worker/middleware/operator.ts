import type { Context } from 'hono'
import { ControlError } from '../control-error.ts'

/** GitHub's tokens are far shorter. */
const MAX_TOKEN = 512

/** The Bearer token of whoever calls; whose it is, the fleet asks GitHub. Throws a `ControlError` without one. */
export const bearer = (c: Context): string => {
  const [scheme, token, ...rest] = (c.req.header('Authorization') ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || !token || token.length > MAX_TOKEN || rest.length > 0) {
    throw new ControlError(
      'unknown-operator',
      'no operator’s token was sent',
      'send a GitHub token of yours as Authorization: Bearer',
    )
  }
  return token
}

import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Failure } from '../../schema/control-plane.ts'
import { ControlError, type ControlErrorCode } from '../control-error.ts'
import type { Answer } from '../ports/fleet.ts'

/** The status of each refusal. */
export const STATUS: Record<ControlErrorCode, ContentfulStatusCode> = {
  malformed: 400,
  'bad-login': 400,
  'unknown-operator': 401,
  'bad-time': 401,
  'may-not': 403,
  'nothing-to-steer': 409,
  'own-change': 403,
  'from-a-fork': 403,
  'bad-signature': 403,
  'wrong-network': 403,
  'wrong-repository': 403,
  'token-not-good': 403,
  'not-found': 404,
  'unknown-gateway': 404,
  'plan-not-current': 409,
  replayed: 409,
  'too-large': 413,
  'bad-key': 422,
  unavailable: 502,
  'not-ready': 503,
  misconfigured: 503,
}

/** A refusal as the caller sees it: status by code, and the code itself. */
export const failure = (
  c: Context,
  { code, message, hint }: { code: ControlErrorCode; message: string; hint: string },
): Response => {
  const body: Failure = { error: { code, message, hint } }
  return c.json(body, STATUS[code])
}

/** What the fleet said, as JSON. */
export const answered = <T>(c: Context, answer: Answer<T>, status: ContentfulStatusCode = 200): Response =>
  answer.kind === 'done' ? c.json(answer.value as object, status) : failure(c, answer)

/** Whatever was thrown: a refusal keeps its code; anything else is ours and says nothing of its cause to the outside. */
export const onError = (error: Error, c: Context): Response => {
  if (error instanceof ControlError) return failure(c, error)
  console.error(`${c.req.method} ${c.req.path}: ${error.name}: ${error.message}`)
  return c.json<Failure>(
    { error: { code: 'internal', message: 'the control plane failed', hint: 'try again' } },
    500,
  )
}

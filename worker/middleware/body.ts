import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { core } from 'zod'
import { ControlError } from '../control-error.ts'

/** Refuses a body of more bytes than this before anything reads it. */
export const atMost = (bytes: number): MiddlewareHandler =>
  bodyLimit({
    maxSize: bytes,
    onError: () => {
      throw new ControlError('too-large', `a body of more than ${bytes} bytes is not taken`, 'send less')
    },
  })

/** The body as the shape says, or a `ControlError` that names the first place where it is otherwise. */
export const parsedBody = async <T extends core.$ZodType>(c: Context, shape: T): Promise<core.output<T>> =>
  parsed(await json(c), shape)

/** The same for what came in another way. */
export const parsed = <T extends core.$ZodType>(value: unknown, shape: T): core.output<T> => {
  const read = core.safeParse(shape, value)
  if (read.success) return read.data
  const issue = read.error.issues[0]
  throw new ControlError(
    'malformed',
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not what is expected'}`,
    'see docs/protocol.md',
  )
}

const json = async (c: Context): Promise<unknown> => {
  try {
    return await c.req.json()
  } catch {
    throw new ControlError('malformed', 'the body is not JSON', 'see docs/protocol.md')
  }
}

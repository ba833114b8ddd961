import type { Hono, Context as HonoContext } from 'hono'
import type { Context } from './context.ts'
import { Refusal } from './failure.ts'
import { callBackend } from './git/backend.ts'
import { MAY_PUSH_DEFAULT } from './git/bare.ts'
import { actorOf } from './identity/actor.ts'
import { authenticate, type Caller } from './identity/caller.ts'
import { atLeast, demand } from './identity/permission.ts'

/** Git's smart HTTP protocol (gitprotocol-http(5)) under `/{owner}/{repo}.git`, with a password for every request. */
export const serveGit = (app: Hono, context: Context): void => {
  const at = `/${context.addresses.fullName}.git`
  app.get(`${at}/info/refs`, c =>
    answer(context, c, '/info/refs', c.req.query('service') === 'git-receive-pack'),
  )
  app.post(`${at}/git-upload-pack`, c => answer(context, c, '/git-upload-pack', false))
  app.post(`${at}/git-receive-pack`, c => answer(context, c, '/git-receive-pack', true))
}

const answer = async (
  context: Context,
  c: HonoContext,
  pathInfo: string,
  writes: boolean,
): Promise<Response> => {
  const caller = await callerOf(context, c)
  if (caller === undefined) {
    return c.text('a name and a token are needed\n', 401, { 'WWW-Authenticate': 'Basic realm="forge"' })
  }
  const actor = actorOf(context, caller)
  const mayPush = caller.kind === 'user' && atLeast(caller.user.role, 'admin')
  const call = {
    pathInfo,
    request: c.req.raw,
    login: actor,
    env: { [MAY_PUSH_DEFAULT]: mayPush ? 'yes' : 'no' },
  }
  try {
    demand(caller, 'contents', writes ? 'write' : 'read')
  } catch (error) {
    if (error instanceof Refusal) return c.text(`${error.message}\n`, error.status)
    throw error
  }
  if (pathInfo !== '/git-receive-pack') return (await callBackend(context.git, call)).response
  return context.branches.change(actor, async () => {
    const { response, ended } = await callBackend(context.git, call)
    // A push's answer is short. It is held back until the refs are compared, so that who has pushed finds it done.
    const body = await response.arrayBuffer()
    await ended
    return new Response(body, response)
  })
}

const callerOf = async (context: Context, c: HonoContext): Promise<Caller | undefined> => {
  try {
    const caller = await authenticate(context, c.req.header('authorization'))
    return caller.kind === 'nobody' ? undefined : caller
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

import type { Hono } from 'hono'
import { commitBody } from '../bodies/commit.ts'
import { fullRepositoryBody } from '../bodies/repository.ts'
import { collaboratorBody, privateUserBody, publicUserBody } from '../bodies/user.ts'
import type { Context } from '../context.ts'
import { notFound, Refusal } from '../failure.ts'
import { commits, fileChanges, resolve } from '../git/objects.ts'
import { coarsePermission, demand, demandUser } from '../identity/permission.ts'
import { serve } from './operation.ts'

/** The repository itself, who may do what in it, its commits, and who is asking. */
export const serveRepository = (app: Hono, context: Context): void => {
  serve(app, context, 'GET /user', ({ caller }) => ({
    status: 200,
    body: privateUserBody(context, demandUser(caller)),
  }))
  serve(app, context, 'GET /user/{account_id}', call => {
    if (call.caller.kind === 'nobody') throw new Refusal(401, 'Requires authentication')
    const user = context.records.users.get(Number(call.param('account_id')))
    if (user === undefined) throw notFound()
    return { status: 200, body: publicUserBody(context, user) }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}', ({ caller }) => {
    demand(caller, 'metadata', 'read')
    return { status: 200, body: fullRepositoryBody(context) }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/collaborators/{username}/permission', call => {
    demand(call.caller, 'metadata', 'read')
    const login = call.param('username').toLowerCase()
    const user = context.records.users.all().find(candidate => candidate.login.toLowerCase() === login)
    if (user === undefined) throw notFound()
    const { role } = user
    const body = {
      permission: coarsePermission(role),
      role_name: role,
      user: collaboratorBody(context, user),
    }
    return { status: 200, body }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/commits/{ref}', async call => {
    demand(call.caller, 'contents', 'read')
    const sha = await commitSha(context, call.param('ref'))
    const [commit] = await commits(context.git, [sha])
    if (commit === undefined) throw notFound()
    const files = await fileChanges(context.git, commit.parents[0], sha)
    return { status: 200, body: commitBody(context, commit, files) }
  })
}

/** The SHA of a commit by SHA, branch or tag; throws GitHub's 422 when there is none. */
export const commitSha = async ({ git }: Context, ref: string): Promise<string> => {
  const sha = await resolve(git, ref, 'commit')
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${ref}`)
  return sha
}

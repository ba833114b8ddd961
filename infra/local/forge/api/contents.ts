import type { Hono } from 'hono'
import * as z from 'zod'
import { fileCommitBody } from '../bodies/commit.ts'
import { emailOf } from '../bodies/user.ts'
import type { Context } from '../context.ts'
import { notFound, Refusal } from '../failure.ts'
import { commitFile } from '../git/change.ts'
import { blob, commits, isBranchName, resolve, type TreeEntry, treeEntries } from '../git/objects.ts'
import { actorOf } from '../identity/actor.ts'
import { atLeast, demand } from '../identity/permission.ts'
import { DEFAULT_BRANCH } from '../settings.ts'
import { wrapped } from './git-data.ts'
import { type Answer, type Call, serve } from './operation.ts'

const NewContent = z.object({
  message: z.string(),
  content: z.base64(),
  sha: z.string().optional(),
  branch: z.string().optional(),
})

/** Files by path: read, and written as a commit of one file. */
export const serveContents = (app: Hono, context: Context): void => {
  serve(app, context, 'GET /repos/{owner}/{repo}/contents/{path}', async call => {
    demand(call.caller, 'contents', 'read')
    const path = call.param('path').replace(/\/$/, '')
    const commit = await resolve(context.git, call.query('ref') ?? DEFAULT_BRANCH, 'commit')
    if (commit === undefined) throw notFound()
    const entries = await treeEntries(context.git, commit, true)
    const file = entries.find(entry => entry.path === path)
    if (file?.type === 'blob') return fileAnswer(context, call, file, commit)
    if (path !== '' && file === undefined) throw notFound()
    const inside = entries.filter(entry => folderOf(entry.path) === path)
    return { status: 200, body: inside.map(entry => entryBody(context, entry, commit)) }
  })
  serve(app, context, 'PUT /repos/{owner}/{repo}/contents/{path}', call => {
    demand(call.caller, 'contents', 'write')
    return putFile(context, call)
  })
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0))

const fileAnswer = async (context: Context, call: Call, file: TreeEntry, commit: string): Promise<Answer> => {
  const bytes = await blob(context.git, file.sha)
  if (bytes === undefined) throw notFound()
  if (/\bvnd\.github\.(v3\.)?raw\b/.test(call.header('accept') ?? '')) {
    const headers = { 'Content-Type': 'application/vnd.github.raw; charset=utf-8' }
    return { status: 200, body: undefined, raw: new Uint8Array(bytes), headers }
  }
  const body = { ...entryBody(context, file, commit), encoding: 'base64', content: wrapped(bytes) }
  return { status: 200, body }
}

const entryBody = ({ addresses }: Context, { path, type, sha, size }: TreeEntry, commit: string) => {
  const url = addresses.repository(
    `/contents/${path.split('/').map(encodeURIComponent).join('/')}?ref=${commit}`,
  )
  const git = addresses.repository(`/git/${type}s/${sha}`)
  const html = addresses.commitPage(commit)
  return {
    type: type === 'tree' ? 'dir' : 'file',
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha,
    size: size ?? 0,
    url,
    git_url: git,
    html_url: html,
    download_url: null,
    _links: { self: url, git, html },
  }
}

const putFile = async (context: Context, call: Call): Promise<Answer> => {
  const { git } = context
  const path = safePath(call.param('path'))
  const wanted = NewContent.parse(call.body)
  const branch = wanted.branch ?? DEFAULT_BRANCH
  if (!isBranchName(branch)) throw new Refusal(422, 'Branch name is not valid')
  refuseProtected(context, call, branch)
  const actor = actorOf(context, call.caller)
  const content = Buffer.from(wanted.content, 'base64')
  return context.branches.change(actor, async () => {
    const parent = await resolve(git, `heads/${branch}`, 'commit')
    // The first commit of an empty repository makes its branch; any other branch must be there.
    if (parent === undefined && (await resolve(git, DEFAULT_BRANCH, 'commit')) !== undefined) {
      throw new Refusal(404, `Branch ${branch} not found`)
    }
    const before = parent === undefined ? [] : await treeEntries(git, parent, true)
    const old = before.find(entry => entry.path === path)
    if (old !== undefined && wanted.sha === undefined)
      throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if (wanted.sha !== old?.sha) throw new Refusal(409, `${path} does not match ${wanted.sha}`)
    const author = { name: actor, email: emailOf(actor) }
    const made = await commitFile(git, { branch, parent, path, content, message: wanted.message, author })
    return putAnswer(context, made, { path, size: content.length }, old === undefined ? 201 : 200)
  })
}

const putAnswer = async (
  context: Context,
  made: { readonly commit: string; readonly blob: string },
  { path, size }: { readonly path: string; readonly size: number },
  status: 200 | 201,
): Promise<Answer> => {
  const [commit] = await commits(context.git, [made.commit])
  if (commit === undefined) throw notFound()
  const entry = { path, mode: '100644', type: 'blob', sha: made.blob, size }
  const { download_url: _, ...content } = entryBody(context, entry, made.commit)
  return { status, body: { content, commit: fileCommitBody(context, commit) } }
}

/** What git would refuse to have in a tree, and what no checkout should meet. */
const safePath = (path: string): string => {
  const parts = path.split('/')
  if (parts.some(part => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')) {
    throw new Refusal(422, 'path is not valid')
  }
  return path
}

const refuseProtected = ({ settings }: Context, { caller }: Call, branch: string): void => {
  if (!settings.protectDefaultBranch || branch !== DEFAULT_BRANCH) return
  if (caller.kind === 'user' && atLeast(caller.user.role, 'admin')) return
  throw new Refusal(409, `Changes to ${DEFAULT_BRANCH} must be made through a pull request.`)
}

import type { Hono } from 'hono'
import * as z from 'zod'
import { nodeId } from '../bodies/user.ts'
import type { Context } from '../context.ts'
import { notFound, Refusal } from '../failure.ts'
import { createRef } from '../git/change.ts'
import { allRefs, blob, isBranchName, resolve, treeEntries } from '../git/objects.ts'
import { actorOf } from '../identity/actor.ts'
import { demand } from '../identity/permission.ts'
import { serve } from './operation.ts'

const NewRef = z.object({ ref: z.string(), sha: z.string() })

/** Trees, blobs and refs. */
export const serveGitData = (app: Hono, context: Context): void => {
  const { git, addresses } = context
  serve(app, context, 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', async call => {
    demand(call.caller, 'contents', 'read')
    const sha = await resolve(git, call.param('tree_sha'), 'tree')
    if (sha === undefined) throw notFound()
    const entries = await treeEntries(git, sha, call.query('recursive') !== undefined)
    const tree = entries.map(({ path, mode, type, sha, size }) => ({
      path,
      mode,
      type,
      sha,
      ...(size === undefined ? {} : { size }),
      url: addresses.repository(`/git/${type}s/${sha}`),
    }))
    return {
      status: 200,
      body: { sha, url: addresses.repository(`/git/trees/${sha}`), tree, truncated: false },
    }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}', async call => {
    demand(call.caller, 'contents', 'read')
    const sha = call.param('file_sha')
    const bytes = await blob(git, sha)
    if (bytes === undefined) throw notFound()
    const url = addresses.repository(`/git/blobs/${sha}`)
    const body = {
      sha,
      node_id: nodeId('Blob', sha),
      size: bytes.length,
      url,
      content: wrapped(bytes),
      encoding: 'base64',
    }
    return { status: 200, body }
  })
  serve(app, context, 'GET /repos/{owner}/{repo}/git/ref/{ref}', async call => {
    demand(call.caller, 'contents', 'read')
    const ref = `refs/${call.param('ref')}`
    const sha = (await allRefs(git)).get(ref)
    if (sha === undefined) throw notFound()
    return { status: 200, body: refBody(context, ref, sha) }
  })
  serve(app, context, 'POST /repos/{owner}/{repo}/git/refs', async call => {
    demand(call.caller, 'contents', 'write')
    const { ref, sha } = NewRef.parse(call.body)
    await makeRef(context, ref, sha, actorOf(context, call.caller))
    return {
      status: 201,
      body: refBody(context, ref, sha),
      headers: { Location: addresses.repository(`/git/${ref}`) },
    }
  })
}

const makeRef = async (context: Context, ref: string, sha: string, actor: string): Promise<void> => {
  if (!/^refs\/(heads|tags)\/./.test(ref) || !isBranchName(ref)) {
    throw new Refusal(422, 'Reference name is not valid')
  }
  if ((await resolve(context.git, sha, 'commit')) !== sha) throw new Refusal(422, 'Object does not exist')
  await context.branches.change(actor, async () => {
    if ((await allRefs(context.git)).has(ref)) throw new Refusal(422, 'Reference already exists')
    await createRef(context.git, ref, sha)
  })
}

const refBody = ({ addresses }: Context, ref: string, sha: string) => ({
  ref,
  node_id: nodeId('Ref', ref),
  url: addresses.repository(`/git/${ref}`),
  object: { type: 'commit', sha, url: addresses.repository(`/git/commits/${sha}`) },
})

/** Base64 as GitHub sends it: a line break after every 60 characters. */
export const wrapped = (bytes: Buffer): string => bytes.toString('base64').replaceAll(/.{1,60}/g, '$&\n')

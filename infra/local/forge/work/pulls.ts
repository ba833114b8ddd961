import { emailOf } from '../bodies/user.ts'
import { type Context, timestamp } from '../context.ts'
import { invalid, notFound, Refusal } from '../failure.ts'
import { commitTree, mergedTree, moveBranch } from '../git/change.ts'
import { commitsBetween, isAncestor, resolve } from '../git/objects.ts'
import { sendPull } from '../hooks/events.ts'
import type { Pull } from '../records/records.ts'
import type { RefChange } from './ref-change.ts'

export interface NewPull {
  readonly title: string
  readonly body: string | null
  /** Branch names; `owner:branch` is taken for the repository's own owner. */
  readonly head: string
  readonly base: string
}

/** Opens a pull request between two branches; throws GitHub's 422 where it cannot. */
export const openPull = async (context: Context, wanted: NewPull, author: string): Promise<Pull> => {
  const { git, records, settings } = context
  const head = wanted.head.replace(`${settings.repository.owner}:`, '')
  const at = {
    head: await resolve(git, `heads/${head}`, 'commit'),
    base: await resolve(git, `heads/${wanted.base}`, 'commit'),
  }
  if (at.head === undefined) throw invalid('PullRequest', 'head', 'head is not a branch')
  if (at.base === undefined) throw invalid('PullRequest', 'base', 'base is not a branch')
  if ((await commitsBetween(git, at.base, at.head)).length === 0) {
    throw invalid('PullRequest', 'head', `No commits between ${wanted.base} and ${head}`)
  }
  if (openPulls(context).some(pull => pull.head.ref === head && pull.base.ref === wanted.base)) {
    throw invalid(
      'PullRequest',
      'head',
      `A pull request already exists for ${settings.repository.owner}:${head}.`,
    )
  }
  const number = records.pulls.nextId()
  const time = timestamp(context)
  const pull = records.pulls.put(number, {
    number,
    title: wanted.title,
    body: wanted.body,
    state: 'open',
    author,
    head: { ref: head, sha: at.head },
    base: { ref: wanted.base, sha: at.base },
    createdAt: time,
    updatedAt: time,
    closedAt: null,
    merged: null,
  })
  context.log(`${author} opened pull request #${number}: ${pull.title}`)
  await sendPull(context, { action: 'opened' }, pull, author)
  return pull
}

export const pullByNumber = ({ records }: Context, number: number): Pull => {
  const pull = records.pulls.get(number)
  if (pull === undefined) throw notFound()
  return pull
}

/** Pull requests that brought a commit, or would: the newest first. */
export const pullsOfCommit = async ({ git, records }: Context, sha: string): Promise<Pull[]> => {
  const brings = await Promise.all(
    records.pulls.all().map(async pull => {
      if (pull.merged?.sha === sha) return [pull]
      return (await commitsBetween(git, pull.base.sha, pull.head.sha)).includes(sha) ? [pull] : []
    }),
  )
  return brings.flat().toReversed()
}

export interface MergeRequest {
  /** The head must still be this, when given. */
  readonly sha?: string | undefined
  readonly title?: string | undefined
  readonly message?: string | undefined
}

/** Merges with a merge commit; throws 405 when it is not open or conflicts, 409 when the head moved. */
export const mergePull = (
  context: Context,
  number: number,
  wanted: MergeRequest,
  by: string,
): Promise<string> =>
  context.branches.change(by, async () => {
    const { git, records } = context
    const pull = pullByNumber(context, number)
    if (pull.state !== 'open') throw new Refusal(405, 'Pull Request is not mergeable')
    if (wanted.sha !== undefined && wanted.sha !== pull.head.sha) {
      throw new Refusal(409, 'Head branch was modified. Review and try the merge again.')
    }
    const base = await resolve(git, `heads/${pull.base.ref}`, 'commit')
    const tree = base === undefined ? undefined : await mergedTree(git, base, pull.head.sha)
    if (base === undefined || tree === undefined) throw new Refusal(405, 'Pull Request is not mergeable')
    const title = wanted.title ?? `Merge pull request #${number} from ${pull.head.ref}`
    const message = `${title}\n\n${wanted.message ?? pull.title}`
    const author = { name: by, email: emailOf(by) }
    const sha = await commitTree(git, tree, [base, pull.head.sha], { message, author })
    await moveBranch(git, pull.base.ref, base, sha)
    const time = timestamp(context)
    const closed = {
      ...pull,
      state: 'closed',
      updatedAt: time,
      closedAt: time,
      merged: { sha, by, at: time },
    } as const
    records.pulls.put(number, closed)
    context.log(`${by} merged pull request #${number}`)
    await sendPull(context, { action: 'closed' }, closed, by)
    return sha
  })

/** What a moved branch means for the open pull requests: new commits, a new base, merged by hand, branch gone. */
export const followPush = async (context: Context, change: RefChange, actor: string): Promise<void> => {
  for (const pull of openPulls(context)) {
    if (change.ref === `refs/heads/${pull.head.ref}`) await followHead(context, pull, change, actor)
    else if (change.ref === `refs/heads/${pull.base.ref}`) await followBase(context, pull, change, actor)
  }
}

const openPulls = ({ records }: Context): Pull[] =>
  records.pulls.all().filter(({ state }) => state === 'open')

const followHead = async (
  context: Context,
  pull: Pull,
  { after }: RefChange,
  actor: string,
): Promise<void> => {
  const time = timestamp(context)
  if (after === undefined) {
    const closed = { ...pull, state: 'closed', updatedAt: time, closedAt: time } as const
    context.records.pulls.put(pull.number, closed)
    return sendPull(context, { action: 'closed' }, closed, actor)
  }
  const moved = { ...pull, head: { ...pull.head, sha: after }, updatedAt: time }
  context.records.pulls.put(pull.number, moved)
  return sendPull(context, { action: 'synchronize', before: pull.head.sha }, moved, actor)
}

const followBase = async (
  context: Context,
  pull: Pull,
  { after }: RefChange,
  actor: string,
): Promise<void> => {
  if (after === undefined) return
  const time = timestamp(context)
  if (!(await isAncestor(context.git, pull.head.sha, after))) {
    context.records.pulls.put(pull.number, { ...pull, base: { ...pull.base, sha: after } })
    return
  }
  const merged = { sha: after, by: actor, at: time }
  const closed = { ...pull, state: 'closed', updatedAt: time, closedAt: time, merged } as const
  context.records.pulls.put(pull.number, closed)
  await sendPull(context, { action: 'closed' }, closed, actor)
}

import { INSTALLATION_ID } from '../bodies/app.ts'
import { checkRunEventBody } from '../bodies/check-run.ts'
import { pushedCommitBody } from '../bodies/commit.ts'
import { pullBody } from '../bodies/pull.ts'
import { repositoryBody } from '../bodies/repository.ts'
import { accountBody, emailOf, nodeId } from '../bodies/user.ts'
import type { Context } from '../context.ts'
import { commits, commitsBetween, fileChanges, isAncestor } from '../git/objects.ts'
import { misfitOfEvent } from '../openapi/fit.ts'
import type { EventName } from '../openapi/spoken.ts'
import type { CheckRun, Pull } from '../records/records.ts'
import type { RefChange } from '../work/ref-change.ts'

const NOTHING = '0'.repeat(40)
/** GitHub shows this many commits of a push. */
const SHOWN = 2048

const common = (context: Context, actor: string) => {
  const { has_discussions: _, ...repository } = repositoryBody(context)
  return {
    repository: { ...repository, custom_properties: {} },
    sender: accountBody(context, actor),
    installation: { id: INSTALLATION_ID, node_id: nodeId('Installation', INSTALLATION_ID) },
  }
}

/** Sends an event after holding it against GitHub's schema; a misfit is our own fault and throws. */
const send = (context: Context, name: EventName, payload: Readonly<Record<string, unknown>>): void => {
  const misfit = misfitOfEvent(name, payload)
  if (misfit !== undefined) throw new Error(`webhook ${name} does not fit GitHub's schema: ${misfit}`)
  const [event = '', action = ''] = name.split('$')
  context.deliveries.send(event, action === 'event' ? null : action, payload)
}

/** `push`: to a branch or a tag. */
export const sendPush = async (
  context: Context,
  { ref, before, after }: RefChange,
  actor: string,
): Promise<void> => {
  const { git, addresses } = context
  const shas = after === undefined || before === undefined ? [] : await commitsBetween(git, before, after)
  const pushed = await Promise.all(shas.slice(-SHOWN).map(sha => pushedCommit(context, sha)))
  const head = after === undefined ? null : await pushedCommit(context, after)
  send(context, 'push$event', {
    ref,
    before: before ?? NOTHING,
    after: after ?? NOTHING,
    created: before === undefined,
    deleted: after === undefined,
    forced: before !== undefined && after !== undefined && !(await isAncestor(git, before, after)),
    base_ref: null,
    compare: `${addresses.base}/compare/${before ?? NOTHING}...${after ?? NOTHING}`,
    commits: pushed,
    head_commit: head,
    pusher: { name: actor, email: emailOf(actor) },
    ...common(context, actor),
  })
}

const pushedCommit = async (context: Context, sha: string) => {
  const [commit] = await commits(context.git, [sha])
  if (commit === undefined) throw new Error(`no commit ${sha}`)
  return pushedCommitBody(context, commit, await fileChanges(context.git, commit.parents[0], sha))
}

/** `pull_request` with one of the actions that the forge knows; `before` only for synchronize. */
export const sendPull = async (
  context: Context,
  what:
    | { readonly action: 'opened' | 'closed' }
    | { readonly action: 'synchronize'; readonly before: string },
  pull: Pull,
  actor: string,
): Promise<void> => {
  const moved = what.action === 'synchronize' ? { before: what.before, after: pull.head.sha } : {}
  const body = await pullBody(context, pull)
  const parts = { head: body.head, base: body.base }
  const payload = { ...body, ...withoutDiscussions(parts) }
  send(context, `pull_request$${what.action}`, {
    action: what.action,
    number: pull.number,
    ...moved,
    pull_request: payload,
    ...common(context, actor),
  })
}

type Side = Awaited<ReturnType<typeof pullBody>>['head']

/** The webhooks' schema is older than the API's and knows no discussions. */
const withoutDiscussions = ({ head, base }: { readonly head: Side; readonly base: Side }) => {
  const strip = (side: Side) => {
    const { has_discussions: _, ...repo } = side.repo
    return { ...side, repo: { ...repo, custom_properties: {} } }
  }
  return { head: strip(head), base: strip(base) }
}

/** `check_run`; `identifier` is that of the button for a requested action. */
export const sendCheckRun = (
  context: Context,
  what:
    | { readonly action: 'created' | 'completed' | 'rerequested' }
    | { readonly action: 'requested_action'; readonly identifier: string },
  run: CheckRun,
  actor: string,
): void => {
  const pressed =
    what.action === 'requested_action' ? { requested_action: { identifier: what.identifier } } : {}
  send(context, `check_run$${what.action}`, {
    action: what.action,
    check_run: checkRunEventBody(context, run),
    ...pressed,
    ...common(context, actor),
  })
}

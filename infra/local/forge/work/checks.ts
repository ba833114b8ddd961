import { botLogin } from '../bodies/user.ts'
import { type Context, timestamp } from '../context.ts'
import { invalid, notFound, Refusal } from '../failure.ts'
import { resolve } from '../git/objects.ts'
import { sendCheckRun } from '../hooks/events.ts'
import { atLeast } from '../identity/permission.ts'
import type { Annotation, CheckAction, CheckRun, User } from '../records/records.ts'

/** What an App sends to make or change a check run: GitHub's own names, already held against its schema. */
export interface CheckRunChange {
  readonly name?: string | undefined
  readonly status?: CheckRun['status'] | undefined
  readonly conclusion?: CheckRun['conclusion'] | undefined
  readonly started_at?: string | undefined
  readonly completed_at?: string | undefined
  readonly external_id?: string | undefined
  readonly details_url?: string | undefined
  readonly output?:
    | {
        readonly title?: string | undefined
        readonly summary: string
        readonly text?: string | undefined
        readonly annotations?: readonly NewAnnotation[] | undefined
      }
    | undefined
  readonly actions?: readonly CheckAction[] | undefined
}

export type NewAnnotation = Pick<
  Annotation,
  'path' | 'start_line' | 'end_line' | 'annotation_level' | 'message'
> & {
  readonly [key in 'start_column' | 'end_column']?: number | undefined
} & { readonly [key in 'title' | 'raw_details']?: string | undefined }

/** A check run of the App on a commit; throws 422 when there is no such commit. */
export const createCheckRun = async (
  context: Context,
  sha: string,
  change: CheckRunChange & { readonly name: string },
): Promise<CheckRun> => {
  const headSha = await resolve(context.git, sha, 'commit')
  if (headSha === undefined) throw new Refusal(422, `No commit found for SHA: ${sha}`)
  const { records, settings } = context
  const id = records.checkRuns.nextId()
  const empty: CheckRun = {
    id,
    name: change.name,
    headSha,
    appId: settings.app.id,
    status: 'queued',
    conclusion: null,
    startedAt: null,
    completedAt: null,
    createdAt: timestamp(context),
    externalId: null,
    detailsUrl: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    actions: [],
  }
  const run = records.checkRuns.put(id, changed(context, empty, change))
  announce(context, run, 'created')
  return run
}

/** Changes a check run; annotations are added to those that are there. */
export const updateCheckRun = (context: Context, id: number, change: CheckRunChange): CheckRun => {
  const before = checkRunById(context, id)
  const run = context.records.checkRuns.put(id, changed(context, before, change))
  if (before.status !== 'completed' && run.status === 'completed') announce(context, run, 'completed')
  return run
}

export const checkRunById = ({ records }: Context, id: number): CheckRun => {
  const run = records.checkRuns.get(id)
  if (run === undefined) throw notFound()
  return run
}

/** The newest of each name on a commit, as GitHub shows by default; oldest first with `all`. */
export const checkRunsOf = (
  { records }: Context,
  sha: string,
  filter: 'latest' | 'all' = 'latest',
): CheckRun[] => {
  const runs = records.checkRuns.all().filter(run => run.headSha === sha)
  return filter === 'all' ? runs : [...new Map(runs.map(run => [run.name, run])).values()]
}

const announce = (context: Context, run: CheckRun, action: 'created' | 'completed'): void => {
  context.log(`check "${run.name}" on ${run.headSha.slice(0, 7)}: ${run.conclusion ?? run.status}`)
  sendCheckRun(context, { action }, run, botLogin(context))
}

const changed = (context: Context, run: CheckRun, change: CheckRunChange): CheckRun => {
  // A conclusion completes a run; a run that is set going again has none.
  const status = change.conclusion === undefined ? (change.status ?? run.status) : 'completed'
  const conclusion = status === 'completed' ? (change.conclusion ?? run.conclusion) : null
  if (status === 'completed' && conclusion === null) {
    throw invalid('CheckRun', 'conclusion', 'a completed check run needs a conclusion')
  }
  const time = timestamp(context)
  return {
    ...run,
    status,
    conclusion,
    name: change.name ?? run.name,
    startedAt: change.started_at ?? run.startedAt ?? (status === 'queued' ? null : time),
    completedAt: status === 'completed' ? (change.completed_at ?? run.completedAt ?? time) : null,
    externalId: change.external_id ?? run.externalId,
    detailsUrl: change.details_url ?? run.detailsUrl,
    title: change.output?.title ?? run.title,
    summary: change.output?.summary ?? run.summary,
    text: change.output === undefined ? run.text : (change.output.text ?? null),
    annotations: [...run.annotations, ...(change.output?.annotations ?? []).map(toAnnotation)],
    actions: [...(change.actions ?? run.actions)],
  }
}

const toAnnotation = (annotation: NewAnnotation): Annotation => ({
  ...annotation,
  start_column: annotation.start_column ?? null,
  end_column: annotation.end_column ?? null,
  title: annotation.title ?? null,
  raw_details: annotation.raw_details ?? null,
})

/** The buttons that a person sees: none before the run is completed. */
export const buttonsOf = (run: CheckRun): readonly CheckAction[] =>
  run.status === 'completed' ? run.actions : []

/**
 * A person presses a button of a check run. Whoever may read the repository may press: whether it counts is the App's
 * to decide, and it must not rely on the forge for it.
 */
export const pressButton = (context: Context, id: number, identifier: string, user: User): void => {
  const run = checkRunById(context, id)
  if (!atLeast(user.role, 'read')) throw notFound()
  if (!buttonsOf(run).some(button => button.identifier === identifier)) throw notFound()
  context.log(`${user.login} pressed "${identifier}" on "${run.name}"`)
  sendCheckRun(context, { action: 'requested_action', identifier }, run, user.login)
}

/** A person asks for the check to be run again; that takes write access, as on GitHub. */
export const rerequest = (context: Context, id: number, user: User): void => {
  const run = checkRunById(context, id)
  if (!atLeast(user.role, 'write')) throw new Refusal(403, 'Must have write access to the repository')
  sendCheckRun(context, { action: 'rerequested' }, run, user.login)
}

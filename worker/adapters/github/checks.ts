import type { Octokit } from '@octokit/rest'
import type { Annotation, Check, Checks } from '../../ports/forge.ts'
import { cutTo } from './cut.ts'
import type { Installation } from './installation.ts'

/** GitHub takes this many annotations in one request, and this many bytes of summary, text or message. */
const BATCH = 50
const MAX_TEXT = 65_535

type Run = Awaited<ReturnType<Octokit['rest']['checks']['listForRef']>>['data']['check_runs'][number]

/** Check runs of one network. `suffix` follows each name, which keeps those of several networks on one commit apart. */
export const gitHubChecks = ({ call, repository, appId }: Installation, suffix: string): Checks => ({
  show: ({ name, ...rest }) => {
    const check = { ...rest, name: `${name}${suffix}` }
    return call(`show check ${check.name} on ${check.commit}`, async octokit => {
      const last = await lastRun(octokit, repository, appId, check)
      const output = outputOf(check)
      const state = stateOf(check)
      if (last !== undefined && continues(last, check)) {
        await octokit.rest.checks.update({
          ...repository,
          check_run_id: last.id,
          external_id: check.id,
          ...linkOf(check),
          ...state,
          output,
        })
        return
      }
      await createRun(octokit, repository, check)
    })
  },
})

/**
 * Annotations only add up, and a run that ended does not begin again: so a run is brought up to date only where
 * neither is asked for, and a new one takes its place otherwise.
 */
const continues = (last: Run, check: Check): boolean => {
  const ended = last.status === 'completed'
  const reopens = ended && check.conclusion === undefined
  const halfAnnotated = !ended && check.annotations.length > 0
  return last.external_id === check.id && !reopens && !halfAnnotated
}

const lastRun = async (
  octokit: Octokit,
  repository: Installation['repository'],
  appId: number,
  check: Check,
): Promise<Run | undefined> => {
  const { data } = await octokit.rest.checks.listForRef({
    ...repository,
    ref: check.commit,
    check_name: check.name,
    app_id: appId,
  })
  return data.check_runs
    .filter(run => run.name === check.name && (run.app?.id ?? appId) === appId)
    .sort((a, b) => b.id - a.id)[0]
}

/** The conclusion comes with the last batch, so that a crash leaves a run that is seen to be unfinished. */
const createRun = async (
  octokit: Octokit,
  repository: Installation['repository'],
  check: Check,
): Promise<void> => {
  const output = outputOf(check)
  const batches = Array.from({ length: Math.ceil(check.annotations.length / BATCH) }, (_, index) =>
    check.annotations.slice(index * BATCH, (index + 1) * BATCH).map(annotationOf),
  )
  const [first = [], ...rest] = batches
  const unfinished = { status: 'in_progress' } as const
  const created = await octokit.rest.checks.create({
    ...repository,
    name: check.name,
    head_sha: check.commit,
    external_id: check.id,
    ...linkOf(check),
    ...(rest.length === 0 ? stateOf(check) : unfinished),
    output: { ...output, annotations: first },
  })
  for (const [index, annotations] of rest.entries()) {
    await octokit.rest.checks.update({
      ...repository,
      check_run_id: created.data.id,
      ...(index === rest.length - 1 ? stateOf(check) : unfinished),
      output: { ...output, annotations },
    })
  }
}

const linkOf = ({ url }: Check): { details_url?: string } => (url === undefined ? {} : { details_url: url })

const stateOf = (
  check: Check,
):
  | { status: 'in_progress' }
  | {
      status: 'completed'
      conclusion: NonNullable<Check['conclusion']>
      actions: Check['buttons'][number][]
    } =>
  check.conclusion === undefined
    ? { status: 'in_progress' }
    : { status: 'completed', conclusion: check.conclusion, actions: [...check.buttons] }

const outputOf = (check: Check): { title: string; summary: string; text?: string } => ({
  title: check.title,
  summary: cutTo(MAX_TEXT, check.summary),
  ...(check.text === undefined ? {} : { text: cutTo(MAX_TEXT, check.text) }),
})

const annotationOf = (annotation: Annotation) => ({
  path: annotation.path,
  start_line: annotation.line,
  end_line: annotation.endLine,
  ...(annotation.columns === undefined
    ? {}
    : { start_column: annotation.columns[0], end_column: annotation.columns[1] }),
  annotation_level: annotation.level,
  title: annotation.title.slice(0, 255),
  message: cutTo(MAX_TEXT, annotation.message),
})

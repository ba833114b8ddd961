import type { Problem } from '../../../schema/problem.ts'
import { canonicalBytes, digestOf } from '../../../schema/wire/canonical.ts'
import type { Annotation, Check } from '../../ports/forge.ts'
import type { Face } from '../../rollout/face.ts'
import type { Steering } from '../../rollout/steering.ts'
import { count } from '../../rollout/words.ts'

/** Names by which branch protection knows the checks; where a repository has several networks, the network follows. */
export const PLAN_CHECK = 'cygnet / plan'
export const ROLLOUT_CHECK = 'cygnet / rollout'
/** What a press of a button says; ≤ 20 characters. */
export const APPROVE = 'approve-rollout'
export const STEER: Readonly<Record<Steering, string>> = {
  pause: 'pause-rollout',
  resume: 'resume-rollout',
  'roll-back': 'roll-back',
}

const BUTTONS: Readonly<Record<Face['buttons'][number], Check['buttons'][number]>> = {
  approve: {
    label: 'Approve rollout',
    description: 'Let the gateways fetch this plan',
    identifier: APPROVE,
  },
  pause: { label: 'Pause', description: 'Publish nothing more for now', identifier: STEER.pause },
  resume: { label: 'Resume', description: 'Go on; try a sick wave again', identifier: STEER.resume },
  'roll-back': {
    label: 'Roll back',
    description: 'Every gateway back to what it had',
    identifier: STEER['roll-back'],
  },
}

const LEVELS = { error: 'failure', warning: 'warning', info: 'notice' } as const

/** A face as a check run; `text` is the plan in markdown, where the face wants it shown. */
export const checkOf = (
  name: string,
  commit: string,
  id: string,
  face: Face,
  text?: string,
  problems: readonly Problem[] = [],
): Check => ({
  name,
  commit,
  id,
  conclusion: face.conclusion,
  title: face.title,
  summary: face.summary,
  text,
  annotations: problems.map(annotationOf),
  buttons: face.buttons.map(button => BUTTONS[button]),
})

/** Every problem on its line; nothing is planned, nothing published. */
export const invalidCheck = (name: string, commit: string, problems: readonly Problem[]): Check => {
  const errors = problems.filter(problem => problem.severity === 'error').length
  const rest = problems.length - errors
  const also = rest === 0 ? '' : `, ${count(rest, 'remark')}`
  return {
    name,
    commit,
    id: `problems:${digestOf(canonicalBytes(problems)).slice(0, 40)}`,
    conclusion: 'failure',
    title: `${count(errors, 'problem')} in the topology${also}`,
    summary: summaryOf(problems),
    text: undefined,
    annotations: problems.map(annotationOf),
    buttons: [],
  }
}

/** A check that only says something, with no plan behind it. */
export const remark = (name: string, commit: string, title: string, summary: string): Check => ({
  name,
  commit,
  id: 'remark',
  conclusion: 'neutral',
  title,
  summary,
  text: undefined,
  annotations: [],
  buttons: [],
})

const NOT_ENROLLED =
  '\n\nGateways without keys are enrolled with `cygnet gateway add GATEWAY` here and `cygnet-runner enroll -` there: that opens a pull request with their public keys.'

const summaryOf = (problems: readonly Problem[]): string => {
  const lines = problems
    .slice(0, 200)
    .map(
      ({ code, severity, place }) =>
        `- ${severity} \`${code}\` at ${place.file}:${place.line}:${place.column}`,
    )
  const enrol = problems.some(problem => problem.code === 'not-enrolled') ? NOT_ENROLLED : ''
  return `Nothing was planned.\n\n${lines.join('\n')}${enrol}`
}

const annotationOf = ({ code, severity, message, hint, place }: Problem): Annotation => ({
  path: place.file,
  line: place.line,
  endLine: Math.max(place.line, place.endLine),
  // GitHub takes columns on one line only, and its end is inclusive.
  columns:
    place.line === place.endLine ? [place.column, Math.max(place.column, place.endColumn - 1)] : undefined,
  level: LEVELS[severity],
  title: code,
  message: `${message}\nhint: ${hint}`,
})

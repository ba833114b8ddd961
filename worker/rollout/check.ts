import type { View } from './events.ts'
import type { Release, Standing } from './state.ts'
import { count, escaped, short } from './words.ts'

/** What a check run says, before it is anybody's API: `plan` is the text of the plan, where one is to be shown. */
export interface Face {
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required' | undefined
  readonly title: string
  readonly summary: string
  /** Digest of the plan that the button approves; no button without. */
  readonly approves: string | undefined
  readonly plan: string | undefined
}

/** A press of the button that was not taken: who, and why, in our own words. */
export interface Refusal {
  readonly login: string
  readonly why: string
}

/** The check **cygnet / rollout** on one commit. Without a conclusion it is still in progress. */
export const rolloutFace = (view: View, refusals: readonly Refusal[]): Face => {
  switch (view.kind) {
    case 'waiting': {
      const plan = view.candidate.plan
      return {
        conclusion: 'action_required',
        title: `not approved: ${count(view.candidate.members.length, 'gateway')} wait`,
        summary: `Plan \`${plan}\` is on the default branch and nobody has approved it. Nothing was published.${refusalLines(refusals)}`,
        approves: plan,
        plan,
      }
    }
    case 'release':
      return { ...releaseFace(view.release), approves: undefined, plan: undefined }
    case 'unchanged':
      return { ...unchangedFace(view.release), approves: undefined, plan: undefined }
    case 'superseded':
      return {
        conclusion: 'neutral',
        title: `superseded by ${short(view.by)}`,
        summary: `A newer commit, ${view.by}, took this one's place.`,
        approves: undefined,
        plan: undefined,
      }
    default:
      return view satisfies never
  }
}

/** One line for each refused press, newest last; empty when there was none. */
export const refusalLines = (refusals: readonly Refusal[]): string =>
  refusals.map(refusal => `\n\n**Refused:** ${escaped(refusal.login)}: ${refusal.why}`).join('')

const CONCLUSIONS = {
  publishing: undefined,
  rolling: undefined,
  completed: 'success',
  failed: 'failure',
} as const

const releaseFace = (release: Release): Pick<Face, 'conclusion' | 'title' | 'summary'> => ({
  conclusion: CONCLUSIONS[release.phase],
  title: releaseTitle(release),
  summary: [
    `Release ${release.number}, plan \`${release.candidate.plan}\`, approved by ${escaped(release.approvedBy)}.`,
    ...(release.stopped === undefined ? [] : [`**Not published:** ${escaped(release.stopped)}`]),
    table(release),
    ...complaints(release),
  ].join('\n\n'),
})

const releaseTitle = (release: Release): string => {
  const standings = Object.values(release.standings)
  const done = standings.filter(standing => standing.kind === 'committed').length
  const of = `${done} of ${count(standings.length, 'gateway')} committed`
  switch (release.phase) {
    case 'publishing':
      return release.stopped ?? `release ${release.number}: publishing`
    case 'rolling':
      return `release ${release.number}: ${of}`
    case 'completed':
      return `release ${release.number}: all ${count(standings.length, 'gateway')} committed`
    case 'failed':
      return release.stopped === undefined
        ? `release ${release.number}: ${of}, ${troubleOf(standings)}`
        : `release ${release.number}: not published`
    default:
      return release.phase satisfies never
  }
}

const troubleOf = (standings: readonly Standing[]): string => {
  const of = (kind: Standing['kind']): number =>
    standings.filter(standing => standing.kind === kind && !isWaiting(standing)).length
  return (['reverted', 'refused', 'pending'] as const)
    .filter(kind => of(kind) > 0)
    .map(kind => `${of(kind)} ${kind === 'pending' ? 'silent' : kind}`)
    .join(', ')
}

const table = (release: Release): string =>
  [
    '| gateway | bundle | outcome | tunnels up / trap / down | reported at |',
    '| --- | --- | --- | --- | --- |',
    ...release.candidate.members.map(member => {
      const standing = release.standings[member.gateway] ?? { kind: 'pending' }
      const cells =
        standing.kind === 'pending'
          ? ['waiting', '', '']
          : [standing.kind, tunnelsOf(standing), new Date(standing.at).toISOString()]
      return `| ${[member.gateway, `\`${short(member.bundle)}\``, ...cells].join(' | ')} |`
    }),
  ].join('\n')

const tunnelsOf = ({ tunnels }: Exclude<Standing, { kind: 'pending' }>): string =>
  `${tunnels.up} / ${tunnels.trap} / ${tunnels.down}`

const isWaiting = (standing: Standing): boolean => standing.kind === 'pending' && standing.waits !== undefined

const complaints = (release: Release): string[] =>
  Object.entries(release.standings).flatMap(([gateway, standing]) => {
    if (standing.kind === 'pending')
      return standing.waits === undefined
        ? []
        : [`**${gateway} waits** (${escaped(standing.waits.code)}): ${escaped(standing.waits.message)}`]
    return standing.kind === 'reverted' || standing.kind === 'refused'
      ? [`**${gateway} ${standing.kind}** (${escaped(standing.code)}): ${escaped(standing.message)}`]
      : []
  })

const unchangedFace = (release: Release): Pick<Face, 'conclusion' | 'title' | 'summary'> => ({
  conclusion: release.phase === 'failed' ? 'failure' : 'success',
  title: `nothing changes on any gateway (release ${release.number} ${release.phase})`,
  summary: `Release ${release.number} of commit ${release.candidate.commit} carries the very same plan, \`${release.candidate.plan}\`.`,
})

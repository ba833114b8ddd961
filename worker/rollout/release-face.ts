import { STANDING_WORDS } from '../../schema/standing.ts'
import { crossingOf, gatewaysOf } from './crossing.ts'
import type { Face } from './face.ts'
import type { Release } from './release.ts'
import { releaseTitle } from './release-title.ts'
import type { Standing } from './standing.ts'
import { standingName } from './standing-name.ts'
import { escaped, short } from './words.ts'

type Part = Pick<Face, 'conclusion' | 'title' | 'summary'>

const CONCLUSIONS: Readonly<Record<Release['phase'], Part['conclusion']>> = {
  rolling: undefined,
  paused: 'action_required',
  halting: 'failure',
  halted: 'failure',
  'rolling-back': undefined,
  'rolled-back': 'neutral',
  completed: 'success',
  superseded: 'neutral',
}

/** A release: what happens to it, where every gateway stands by wave, and what those say who are not well. */
export const releaseFace = (release: Release): Part => {
  const { number, candidate, approvedBy } = release
  const isSick = Object.values(release.standings).some(({ kind }) => kind === 'failed' || kind === 'astray')
  const conclusion = CONCLUSIONS[release.phase]
  return {
    conclusion: conclusion === 'success' && isSick ? 'failure' : conclusion,
    title: releaseTitle(release),
    summary: [
      `Release ${number}, plan \`${candidate.plan}\`, approved by ${approvedBy.map(({ login }) => escaped(login)).join(' and ')}.`,
      ...events(release),
      table(release),
      ...complaints(release),
    ].join('\n\n'),
  }
}

const events = ({ stopped, halt, phase, paused, rolledBack }: Release): string[] => [
  ...(stopped === undefined ? [] : [`**Not published:** ${escaped(stopped)}`]),
  ...(halt === undefined || stopped !== undefined
    ? []
    : [
        `**Halted in wave ${halt.wave + 1}**${halt.gateway === undefined ? '' : ` by ${halt.gateway}`} (${escaped(halt.code)}): ${escaped(halt.message)}. Those of the wave that were given it go back to what they had; earlier waves keep it.`,
      ]),
  ...(phase === 'paused' && paused !== undefined
    ? [`**Paused** by ${escaped(paused.by.login)}: nothing more is published; what is under way goes on.`]
    : []),
  ...(rolledBack === undefined ? [] : [`**Rolled back** by ${escaped(rolledBack.by.login)}.`]),
]

const table = (release: Release): string => {
  const { waves } = crossingOf(release)
  const changed = new Set(waves.flatMap(gatewaysOf))
  const rest = release.candidate.members.filter(({ gateway }) => !changed.has(gateway))
  const bundles = new Map(release.candidate.members.map(({ gateway, bundle }) => [gateway, bundle]))
  return [
    '| gateway | wave | bundle | outcome | tunnels up / trap / down | reported at |',
    '| --- | --- | --- | --- | --- | --- |',
    ...waves.flatMap((wave, index) =>
      gatewaysOf(wave).map(gateway => {
        const standing = release.standings[gateway] ?? { kind: 'queued' }
        return row(gateway, String(index + 1), bundles.get(gateway) ?? '', ...cells(standing))
      }),
    ),
    ...rest.map(({ gateway, bundle }) => row(gateway, '', bundle, 'committed before', '', '')),
    ...Object.keys(release.removed).map(gateway => row(gateway, '', '', 'leaves with the last wave', '', '')),
  ].join('\n')
}

const row = (gateway: string, wave: string, bundle: string, ...rest: readonly string[]): string =>
  `| ${[gateway, wave, bundle === '' ? '' : `\`${short(bundle)}\``, ...rest].join(' | ')} |`

const cells = (standing: Standing): [string, string, string] => {
  const tunnels =
    'tunnels' in standing && standing.tunnels !== undefined
      ? `${standing.tunnels.up} / ${standing.tunnels.trap} / ${standing.tunnels.down}`
      : ''
  return [wordOf(standing), tunnels, 'at' in standing ? new Date(standing.at).toISOString() : '']
}

const wordOf = (standing: Standing): string => {
  const { word } = STANDING_WORDS[standingName(standing)]
  // Until it is published, no gateway can know of it.
  if (standing.kind === 'pending' && standing.since === undefined) return 'is being told'
  if (standing.kind === 'committed') return standing.lost === undefined ? word : `${word}, a tunnel fell`
  const why = 'trouble' in standing && standing.kind !== 'failed' ? standing.trouble : undefined
  return why === undefined ? word : `${STANDING_WORDS[why.kind].word}, ${word}`
}

/** Whoever is not well, in his own words. */
const complaints = (release: Release): string[] =>
  Object.entries(release.standings).flatMap(([gateway, standing]) => [
    ...('trouble' in standing && standing.trouble !== undefined
      ? [said(gateway, standing.trouble.kind, standing.trouble)]
      : []),
    ...('waits' in standing && standing.waits !== undefined ? [said(gateway, 'waits', standing.waits)] : []),
    ...(standing.kind === 'committed' && standing.lost !== undefined
      ? [`**${gateway} lost** ${escaped(standing.lost.tunnels.join(', '))}`]
      : []),
    ...(standing.kind === 'astray' ? [said(gateway, 'did not confirm going back', standing.why)] : []),
  ])

const said = (
  gateway: string,
  what: string,
  words: { readonly code: string; readonly message: string },
): string => `**${gateway} ${what}** (${escaped(words.code)}): ${escaped(words.message)}`

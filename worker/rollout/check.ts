import type { View } from './events.ts'
import type { Face, Refusal } from './face.ts'
import type { Person } from './person.ts'
import { releaseFace } from './release-face.ts'
import type { Asked } from './state.ts'
import { steeringsOf } from './steer.ts'
import { count, escaped, short } from './words.ts'

/**
 * The check **cygnet / rollout** on one commit. Without a conclusion it is still in progress; GitHub shows buttons on
 * completed runs only, so what can be paused is neutral instead.
 */
export const rolloutFace = (view: View, refusals: readonly Refusal[]): Face => {
  switch (view.kind) {
    case 'waiting':
      return waitingFace(view.asked, view.needed, refusals)
    case 'next':
      return {
        conclusion: undefined,
        title: `approved: begins after release ${view.after}`,
        summary: `Plan \`${view.asked.candidate.plan}\` was approved by ${names(view.asked.approvedBy)}. It begins as soon as release ${view.after} has come to rest: what was published of that ends first, nothing more of it begins.`,
        buttons: [],
        plan: undefined,
      }
    case 'release': {
      const face = releaseFace(view.release)
      const buttons = steeringsOf(view.release)
      const conclusion = face.conclusion ?? (buttons.length > 0 ? 'neutral' : undefined)
      return {
        ...face,
        summary: `${face.summary}${refusalLines(refusals)}`,
        conclusion,
        buttons,
        plan: undefined,
      }
    }
    case 'past':
      return pastFace(view)
    case 'unchanged':
      return unchangedFace(view)
    case 'superseded':
      return {
        conclusion: 'neutral',
        title: `superseded by ${short(view.by)}`,
        summary: `A newer commit, ${view.by}, took this one's place.`,
        buttons: [],
        plan: undefined,
      }
    default:
      return view satisfies never
  }
}

/** One line for each refused press, newest last; empty when there was none. */
export const refusalLines = (refusals: readonly Refusal[]): string =>
  refusals.map(refusal => `\n\n**Refused:** ${escaped(refusal.login)}: ${refusal.why}`).join('')

const names = (people: readonly Person[]): string => people.map(({ login }) => escaped(login)).join(' and ')

const waitingFace = (
  { candidate, approvedBy }: Asked,
  needed: number,
  refusals: readonly Refusal[],
): Face => {
  const { plan, members } = candidate
  const said =
    approvedBy.length === 0
      ? 'nobody has approved it'
      : `${names(approvedBy)} approved it; it reaches beyond \`rollout.limit\`, so a second person has to`
  return {
    conclusion: 'action_required',
    title:
      approvedBy.length === 0
        ? `not approved: ${count(members.length, 'gateway')} wait${needed > 1 ? `, ${needed} people have to` : ''}`
        : 'a second approval is needed',
    summary: `Plan \`${plan}\` is on the default branch and ${said}. Nothing was published.${refusalLines(refusals)}`,
    buttons: ['approve'],
    plan,
  }
}

const pastFace = ({ release, by }: Extract<View, { kind: 'past' }>): Face => {
  const face = releaseFace(release)
  const isSuperseded = release.phase === 'superseded'
  return {
    ...face,
    conclusion: isSuperseded ? 'neutral' : face.conclusion,
    title: isSuperseded ? `superseded by ${short(by)}` : face.title,
    summary: `A newer release, of commit ${by}, has begun.\n\n${face.summary}`,
    buttons: [],
    plan: undefined,
  }
}

const unchangedFace = ({ release }: Extract<View, { kind: 'unchanged' }>): Face => ({
  conclusion: release.phase === 'halted' || release.phase === 'halting' ? 'failure' : 'success',
  title: `nothing changes on any gateway (release ${release.number} ${release.phase})`,
  summary: `Release ${release.number} of commit ${release.candidate.commit} carries the very same plan, \`${release.candidate.plan}\`.`,
  buttons: [],
  plan: undefined,
})

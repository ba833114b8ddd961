import type { Status } from '../../schema/control-plane.ts'
import { type Paint, visible } from '../terminal.ts'

type Release = NonNullable<Status['release']>

/** The newest release: how it stands, its waves, what stopped it, and what can be done. */
export const releaseLines = ({ network, release, gateways }: Status, paint: Paint): string[] => {
  const name = paint('bold', network)
  if (release === null) return [`${name}: nothing was released yet`]
  const ink = release.halt === null && release.stopped === undefined ? 'bold' : 'red'
  return [
    `${name}: ${paint(ink, visible(release.title))}`,
    `  plan ${release.plan.slice(0, 12)}, commit ${release.commit.slice(0, 12)}, approved by ${visible(release.approvedBy)}`,
    ...(release.stopped === undefined ? [] : [`  ${paint('red', 'stopped')}: ${visible(release.stopped)}`]),
    ...waveLines(release, gateways, paint),
    ...haltLines(release, paint),
    ...nextLines(release),
  ]
}

/** Who is in which wave, and how many of them are done. */
const waveLines = ({ waves, wave, phase }: Release, gateways: Status['gateways'], paint: Paint): string[] => {
  const width = String(waves.length).length
  const standing = new Map(gateways.map(one => [one.name, one.standing]))
  return waves.map(({ groups, soak }, index) => {
    const number = index + 1
    const members = groups.flat()
    const done = members.filter(name => standing.get(name) === 'committed').length
    const here = number === wave && phase === 'rolling'
    const word = here
      ? paint('yellow', 'under way')
      : done === members.length
        ? 'done'
        : waveWord(phase, number <= wave)
    const names = groups.map(group => group.join(' + ')).join(', ')
    return `  wave ${String(number).padStart(width)}  ${word}, ${done} of ${members.length}: ${names}${here && soak > 0 ? ` (then healthy for ${soak} s)` : ''}`
  })
}

/** A wave that is not under way, and of which not everybody committed. */
const waveWord = (phase: Release['phase'], hasBegun: boolean): string => {
  const words = {
    completed: 'over',
    'rolling-back': 'goes back',
    'rolled-back': 'went back',
    superseded: 'over',
  }
  const atRest = new Map(Object.entries(words)).get(phase)
  if (atRest === undefined) return 'waits'
  return hasBegun ? atRest : 'left out'
}

const haltLines = ({ halt }: Release, paint: Paint): string[] => {
  if (halt === null) return []
  const who = halt.gateway === null ? '' : ` by ${halt.gateway}`
  return [`  ${paint('red', 'halted')}${who} in wave ${halt.wave}: ${halt.code}: ${visible(halt.message)}`]
}

/** Whose turn it is: the release's own at a certain time, or a person's. */
const nextLines = ({ can, movesAt, number }: Release): string[] => {
  const commands = can.map(one => `cygnet ${one === 'roll-back' ? `rollback ${number}` : one}`).join(', ')
  const whenever = movesAt === null ? [] : [`  moves by itself at ${movesAt} at the latest`]
  return commands === '' ? whenever : [...whenever, `  you can: ${commands}`]
}

/** What is approved and not begun, and what waits for whose word. */
export const waitingLines = ({ waiting, next, pulls }: Status, paint: Paint): string[] => [
  ...(next === null
    ? []
    : [
        `next: commit ${next.commit.slice(0, 12)}, plan ${next.plan.slice(0, 12)}, approved by ${visible(next.approvedBy)}; begins when the release has come to rest`,
      ]),
  ...(waiting === null
    ? []
    : [
        `${paint('yellow', 'not approved')}: commit ${waiting.commit.slice(0, 12)}, plan ${waiting.plan}${lacking(waiting.approvedBy, waiting.needed)}`,
      ]),
  ...pulls.map(({ number, plan, approvedBy, needed }) =>
    approvedBy === null
      ? `pull request ${number}: plan ${plan}${lacking([], needed)}`
      : `pull request ${number}: plan ${plan}, approved by ${visible(approvedBy)}${needed > 1 ? `, takes ${needed}` : ''}`,
  ),
]

const lacking = (approvedBy: readonly string[], needed: number): string => {
  if (needed < 2) return ''
  return `, takes ${needed} people${approvedBy.length === 0 ? '' : `, has ${visible(approvedBy.join(', '))}`}`
}

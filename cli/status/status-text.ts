import type { Status } from '../../schema/control-plane.ts'
import { STANDING_WORDS } from '../../schema/standing.ts'
import { type Paint, visible } from '../terminal.ts'
import { lossLines, measuredLines } from './measured-lines.ts'
import { releaseLines, waitingLines } from './release-lines.ts'

/** The status for a terminal. What gateways said is foreign: control characters are taken out. */
export const statusText = (status: Status, paint: Paint): string =>
  [
    ...releaseLines(status, paint),
    ...waitingLines(status, paint),
    '',
    ...gatewayLines(status, paint),
    ...lossLines(status, paint),
    ...stuckLines(status, paint),
  ].join('\n')

const INK = { well: 'green', busy: 'yellow', hand: 'yellow', sick: 'red', wait: 'dim' } as const

const gatewayLines = ({ gateways, measures }: Status, paint: Paint): string[] => {
  const width = Math.max(0, ...gateways.map(({ name }) => name.length))
  return gateways.flatMap(({ name, bundle, standing, words, report, measured }) => {
    const head = `${name.padEnd(width)}  ${paint(INK[STANDING_WORDS[standing].tone], standing.padEnd(9))}`
    const why = words === null ? [] : [`${words.code}: ${visible(words.message)}`]
    if (report === null)
      return [`${head}  has said nothing yet`, ...why.map(one => `${' '.repeat(width)}  ${one}`)]
    const { up, trap, down } = report.tunnels
    const runs = report.inForce === null ? 'nothing' : report.inForce.slice(0, 12)
    const line = `${head}  runs ${runs}, tunnels ${up} up ${trap} trap ${down} down, runner ${visible(report.runner)}, heard ${report.receivedAt}`
    const said = problemLines(report)
    const below = [
      ...(said.length > 0 ? said : why),
      ...driftLines(report, paint),
      // In force, asked to, has tunnels, and never said anything of them.
      ...(measures === true && measured === null && report.inForce === bundle && up + trap + down > 0
        ? [paint('red', 'no tunnel measured yet')]
        : measuredLines(measured, paint)),
    ]
    return [line, ...below.map(one => `${' '.repeat(width)}  ${one}`)]
  })
}

type Report = NonNullable<Status['gateways'][number]['report']>

const problemLines = ({ outcome, problem }: Report): string[] =>
  problem === null ? [] : [`${outcome}: ${problem.code}: ${visible(problem.message)}`]

/** What somebody changed by hand: `-` is what should be there, `+` what is. */
const driftLines = ({ drift }: Report, paint: Paint): string[] => {
  if (drift === null) return []
  const word = drift.repaired ? paint('green', 'drift, put back') : paint('red', 'drift')
  return [
    ...drift.found.flatMap(({ kind, what, diff }) => [
      `${word}: ${visible(kind)} ${visible(what)}`,
      ...diff.map(line => `  ${visible(line)}`),
    ]),
    ...(drift.more === 0 ? [] : [`${word}: ${drift.more} more`]),
  ]
}

const stuckLines = ({ stuck }: Status, paint: Paint): string[] =>
  stuck.map(
    ({ key, attempts, why }) => `${paint('red', 'stuck')}: ${key}, tried ${attempts} times: ${visible(why)}`,
  )

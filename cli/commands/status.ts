import { Command, Option } from 'commander'
import type { Status } from '../../schema/control-plane.ts'
import { AUTHORITY, controlPlane, urlOption } from '../control-plane.ts'
import { type Paint, paintFor, say, visible } from '../terminal.ts'

const EXAMPLES = `
Examples:
  cygnet status
  cygnet status --format json | jq '.gateways[] | select(.standing != "committed")'
${AUTHORITY}`

/** `cygnet status`: the newest release, what waits, and what each gateway said last. */
export const statusCommand = (): Command =>
  new Command('status')
    .summary('show what every gateway runs, and how it is')
    .description('Shows the newest release, what waits for approval, and what every gateway said last.')
    .addOption(new Option('--format <format>', 'how to show it').choices(['text', 'json']).default('text'))
    .addOption(urlOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ format, url }: { format: 'text' | 'json'; url?: string }) => {
      const status = await (await controlPlane(url)).status()
      say(format === 'json' ? JSON.stringify(status, null, 2) : statusText(status, paintFor(process.stdout)))
    })

/** The status for a terminal. What gateways said is foreign: control characters are taken out. */
export const statusText = (status: Status, paint: Paint): string =>
  [
    releaseLine(status, paint),
    ...waitingLines(status, paint),
    '',
    ...gatewayLines(status, paint),
    ...stuckLines(status, paint),
  ].join('\n')

const releaseLine = ({ network, release }: Status, paint: Paint): string => {
  const name = paint('bold', network)
  if (release === null) return `${name}: nothing was released yet`
  const stopped = release.stopped === undefined ? '' : `: ${visible(release.stopped)}`
  return `${name}: release ${release.number} ${release.phase}${stopped}, plan ${release.plan.slice(0, 12)}, commit ${release.commit.slice(0, 12)}, approved by ${visible(release.approvedBy)}`
}

const waitingLines = ({ waiting, pulls }: Status, paint: Paint): string[] => [
  ...(waiting === null
    ? []
    : [`${paint('yellow', 'not approved')}: commit ${waiting.commit.slice(0, 12)}, plan ${waiting.plan}`]),
  ...pulls.map(({ number, plan, approvedBy }) =>
    approvedBy === null
      ? `pull request ${number}: plan ${plan}`
      : `pull request ${number}: plan ${plan}, approved by ${visible(approvedBy)}`,
  ),
]

const INK = {
  committed: 'green',
  unchanged: 'green',
  queued: 'dim',
  pending: 'yellow',
  returning: 'yellow',
  returned: 'yellow',
  reverted: 'red',
  refused: 'red',
  silent: 'red',
  cut: 'red',
  left: 'red',
  astray: 'red',
  'not-in-release': 'dim',
} as const

const gatewayLines = ({ gateways }: Status, paint: Paint): string[] => {
  const width = Math.max(0, ...gateways.map(({ name }) => name.length))
  return gateways.flatMap(({ name, standing, report }) => {
    const head = `${name.padEnd(width)}  ${paint(INK[standing], standing.padEnd(9))}`
    if (report === null) return [`${head}  has said nothing yet`]
    const { up, trap, down } = report.tunnels
    const runs = report.inForce === null ? 'nothing' : report.inForce.slice(0, 12)
    const line = `${head}  runs ${runs}, tunnels ${up} up ${trap} trap ${down} down, runner ${visible(report.runner)}, heard ${report.receivedAt}`
    const below = [...problemLines(report), ...driftLines(report, paint)]
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

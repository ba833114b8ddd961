import type { ChildState } from '../../schema/wire/child-state.ts'
import type { Measured } from '../../schema/wire/measured.ts'
import { expectedChildren } from '../core/ipsec/expected-children.ts'
import { measuredLines } from '../core/monitor/measured-words.ts'
import { OUTBOX } from '../core/paths.ts'
import type { Interrupted, Journal, Kept, Released, Waiting } from '../core/state/journal.ts'
import type { UpgradeJournal } from '../core/upgrade/upgrade-journal.ts'
import { loadBundle } from './change/generations.ts'
import { loadJournal } from './change/journal-file.ts'
import type { Gateway } from './gateway.ts'
import { lastMeasured } from './monitor/summary-file.ts'
import { isClockBehind } from './report/notes.ts'
import { loadUpgrade } from './upgrade/upgrade-file.ts'

/** What this gateway is and has, as it stands on disk and in the daemon. */
export interface Status {
  readonly network: string
  readonly gateway: string
  /** The version of this runner, and an upgrade of it that is under way or does not come. */
  readonly runner: string
  readonly upgrade: Pick<UpgradeJournal, 'under' | 'standing'>
  readonly inForce: Released | undefined
  /** When it was decided. */
  readonly since: string | undefined
  /** What `cygnet-runner rollback` can go to, the last one that was in force first. */
  readonly kept: readonly Kept[]
  readonly rolledBack: Released | undefined
  readonly paused: Journal['paused']
  readonly waiting: Journal['waiting']
  /** No release names this gateway yet. */
  readonly unreleased: boolean
  readonly clockBehind: boolean
  readonly pending: Journal['pending']
  readonly knownBad: Journal['knownBad']
  readonly interrupted: Journal['interrupted']
  /** The last problem that was reported and still stands. */
  readonly problem: string | undefined
  readonly undelivered: number
  /** Undefined when the daemon does not answer. */
  readonly children: readonly ChildState[] | undefined
  /** What the monitor saw in the last two minutes; undefined where nothing is measured. */
  readonly measured: Measured | undefined
}

/** Looks, and changes nothing. */
export const status = async (gateway: Gateway): Promise<Status> => {
  const journal = await loadJournal(gateway.disk)
  const { under, standing } = await loadUpgrade(gateway.disk)
  return {
    network: gateway.identity.network,
    gateway: gateway.identity.gateway,
    runner: gateway.version,
    upgrade: { ...(under && { under }), ...(standing && { standing }) },
    inForce: journal.inForce,
    since: journal.since,
    kept: journal.earlier ?? [],
    rolledBack: journal.rolledBack,
    paused: journal.paused,
    waiting: journal.waiting,
    unreleased: journal.unreleased === true,
    clockBehind: await isClockBehind(gateway),
    pending: journal.pending,
    knownBad: journal.knownBad,
    interrupted: journal.interrupted,
    problem: journal.said,
    undelivered: (await gateway.disk.list('list the outbox', OUTBOX)).length,
    children: await childrenNow(gateway, journal.inForce),
    measured: await lastMeasured(gateway.disk, gateway.clock.now()),
  }
}

/** Where the bundle in force cannot be read, whatever is loaded. */
const childrenNow = async (
  { disk, ipsec }: Gateway,
  inForce: Released | undefined,
): Promise<readonly ChildState[] | undefined> => {
  const children = await ipsec.children().catch(() => undefined)
  const bundle = inForce && (await loadBundle(disk, inForce.digest).catch(() => undefined))
  return children && bundle ? expectedChildren(bundle, children) : children
}

const short = ({ release, digest }: Released): string => `release ${release} (${digest.slice(0, 12)})`

const since = (decided: string | undefined): string => (decided === undefined ? '' : `, decided ${decided}`)

const nothingYet = ({ unreleased, problem }: Status): string =>
  unreleased && problem === undefined
    ? 'nothing yet; waits for the first release that names this gateway'
    : 'nothing yet'

/** The words of tools, on one line and without what a terminal would act upon. */
const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')

/** Why the newest release is not in force, where nothing is wrong with it. */
const holds = ({ paused, rolledBack, waiting, interrupted, clockBehind }: Status): string[] => [
  ...(paused ? [`paused since ${paused.since}: ${paused.reason ?? 'no reason was given'}`] : []),
  ...(rolledBack ? [`rolled back from ${short(rolledBack)}: only something newer is applied`] : []),
  ...(waiting ? [`waits: ${short(waiting)}, until ${waitsFor(waiting, paused, interrupted)}`] : []),
  ...(clockBehind ? ['the clock is behind what this gateway has seen: set it'] : []),
]

const waitsFor = (
  { until }: Waiting,
  paused: Status['paused'],
  interrupted: Status['interrupted'],
): string => {
  if (paused !== undefined) return 'cygnet-runner resume'
  if (until === undefined) return 'the clock is right'
  return until === interrupted?.due ? `${until}, or cygnet-runner once` : `the window opens at ${until}`
}

const upgradeWords = ({ under, standing }: Status['upgrade']): string => {
  if (under !== undefined)
    return `, between ${under.from} and ${under.to}: without a report of ${under.to} by ${under.until} it is ${under.from} again`
  return standing === undefined ? '' : `; ${standing.code}: ${visible(standing.message)}`
}

const triesOf = ({ tries }: Interrupted): string => (tries === 1 ? 'once' : `${tries} times`)

/** The same for a person to read. */
export const statusText = (now: Status): string => {
  const lines = [
    `${now.gateway} of ${now.network}`,
    `runner: ${now.runner}${upgradeWords(now.upgrade)}`,
    `in force: ${now.inForce ? short(now.inForce) : nothingYet(now)}${since(now.since)}`,
    ...(now.pending ? [`under way: ${short(now.pending)}, ${now.pending.phase}`] : []),
    ...holds(now),
    ...(now.problem === undefined ? [] : [`problem: ${visible(now.problem)}`]),
    ...(now.interrupted
      ? [
          `interrupted here: ${short(now.interrupted)}, ${triesOf(now.interrupted)}: ${visible(now.interrupted.why)}`,
        ]
      : []),
    ...now.knownBad.map(
      bad =>
        `failed here: ${short(bad)}, not tried again until it is released anew${bad.why === undefined ? '' : `: ${visible(bad.why)}`}`,
    ),
    ...now.kept.map(kept => `kept: ${short(kept)}${since(kept.decided)}`),
    ...(now.undelivered === 0 ? [] : [`reports waiting: ${now.undelivered}`]),
    ...(now.children === undefined
      ? ['strongSwan does not answer']
      : now.children.map(child => `${child.state.padEnd(4)} ${child.connection}/${child.child}`)),
    ...(now.measured === undefined ? [] : measuredLines(now.measured)),
  ]
  return `${lines.join('\n')}\n`
}

import type { Status } from '../../../schema/control-plane.ts'
import type { ChildState } from '../../../schema/wire/child-state.ts'
import type { KnownReport, Ledger } from '../../ports/ledger.ts'
import type { Ports } from '../../ports/ports.ts'
import { crossingOf } from '../../rollout/crossing.ts'
import { nextMoment } from '../../rollout/next-moment.ts'
import { namesOf } from '../../rollout/person.ts'
import { releaseTitle } from '../../rollout/release-title.ts'
import { neededFor } from '../../rollout/second-word.ts'
import type { Standing } from '../../rollout/standing.ts'
import { standingName } from '../../rollout/standing-name.ts'
import type { Asked, Rollout } from '../../rollout/state.ts'
import { steeringsOf } from '../../rollout/steer.ts'
import { tunnelsOf } from '../reports/take-report.ts'
import { tunnelsAmong } from '../reports/tunnels-among.ts'
import { inSight } from './draw.ts'
import { lossOf, measuredOf } from './status-measured.ts'

/** Newest entries of the audit log that the status shows. */
const AUDIT_TAIL = 20
const NEWEST_LOSSES = 20

/** How the network stands, for an operator. */
export const statusOf = ({ ledger, network }: Ports): Status => {
  const rollout = ledger.rollout()
  const { waiting, next } = rollout
  const seen = inSight(rollout)
  const measures = seen && ledger.pictures.get(seen.plan)?.measured
  return {
    network,
    ...(measures !== undefined && { measures }),
    release: releaseOf(rollout),
    next: next === undefined ? null : { ...askedOf(next), approvedBy: namesOf(next.approvedBy) },
    waiting:
      waiting === undefined
        ? null
        : {
            ...askedOf(waiting),
            approvedBy: waiting.approvedBy.map(({ login }) => login),
            needed: neededFor(rollout, waiting.candidate),
          },
    pulls: pullsOf(ledger),
    gateways: gatewaysOf(rollout, ledger, measures !== false),
    losses: ledger.measurements.losses({}, NEWEST_LOSSES).map(lossOf),
    stuck: [...ledger.jobs.stuck()],
    audit: [...ledger.audit.tail(AUDIT_TAIL)],
  }
}

const askedOf = ({ candidate: { plan, commit } }: Asked): { plan: string; commit: string } => ({
  plan,
  commit,
})

const releaseOf = (rollout: Rollout): Status['release'] => {
  const { current } = rollout
  if (current === undefined) return null
  const { number, candidate, phase, approvedBy, stopped, wave, halt } = current
  return {
    number,
    plan: candidate.plan,
    commit: candidate.commit,
    phase,
    title: releaseTitle(current),
    approvedBy: namesOf(approvedBy),
    ...(stopped === undefined ? {} : { stopped }),
    wave: wave + 1,
    waves: crossingOf(current).waves,
    halt:
      halt === undefined
        ? null
        : {
            gateway: halt.gateway ?? null,
            code: halt.code,
            message: halt.message,
            wave: halt.wave + 1,
            at: new Date(halt.at).toISOString(),
          },
    can: steeringsOf(current),
    movesAt: momentOf(nextMoment(rollout)),
  }
}

const momentOf = (moment: number | undefined): string | null =>
  moment === undefined ? null : new Date(moment).toISOString()

const pullsOf = (ledger: Ledger): Status['pulls'] =>
  ledger.pulls.open().flatMap(({ number, plan, head, fork }) => {
    if (plan === undefined) return []
    const by = ledger.approvals.standing(plan).map(one => one.by)
    const needed = ledger.plans.get(plan)?.needed ?? 1
    return [{ number, plan, head, fork, approvedBy: by.length === 0 ? null : namesOf(by), needed }]
  })

const gatewaysOf = ({ current }: Rollout, ledger: Ledger, measures: boolean): Status['gateways'] => {
  const reports = ledger.reports.all()
  const among = tunnelsAmong(ledger)
  // What was measured before that was taken out of the topology says nothing about now.
  const measured = new Map(
    measures ? ledger.measurements.latest().map(one => [one.gateway, one] as const) : [],
  )
  const members = current?.candidate.members ?? []
  const names = new Set([...members.map(member => member.gateway), ...reports.map(report => report.gateway)])
  const waves = current === undefined ? [] : crossingOf(current).waves
  return [...names].sort().map(name => {
    const report = reports.find(one => one.gateway === name)
    const standing = current?.standings[name]
    const wave = waves.findIndex(({ groups }) => groups.some(group => group.includes(name)))
    const member = members.find(one => one.gateway === name)
    return {
      name,
      bundle: member?.bundle ?? null,
      standing:
        standing === undefined
          ? member === undefined
            ? 'not-in-release'
            : 'unchanged'
          : standingName(standing),
      wave: wave < 0 ? null : wave + 1,
      words: standing === undefined ? null : wordsOf(standing),
      report: report === undefined ? null : reportOf(report, among(report.signed.report.children)),
      measured: measuredOf(measured.get(name)),
    }
  })
}

const wordsOf = (standing: Standing): { code: string; message: string } | null => {
  const said =
    standing.kind === 'astray'
      ? standing.why
      : 'waits' in standing && standing.waits !== undefined
        ? standing.waits
        : 'trouble' in standing
          ? standing.trouble
          : undefined
  return said === undefined ? null : { code: said.code, message: said.message }
}

const reportOf = (
  { counter, received, signed: { report } }: KnownReport,
  children: readonly ChildState[],
): NonNullable<Status['gateways'][number]['report']> => ({
  outcome: report.outcome,
  counter,
  saidAt: report.at,
  receivedAt: new Date(received).toISOString(),
  inForce: report.inForce ?? null,
  problem: report.problem ?? null,
  drift: report.drift ?? null,
  tunnels: tunnelsOf(children),
  runner: report.runner,
})

import type { Status } from '../../schema/control-plane.ts'
import type { KnownReport, Ledger } from '../ports/ledger.ts'
import type { Ports } from '../ports/ports.ts'
import type { Rollout } from '../rollout/state.ts'
import { tunnelsOf } from './take-report.ts'

/** Newest entries of the audit log that the status shows. */
const AUDIT_TAIL = 20

/** How the network stands, for an operator. */
export const statusOf = ({ ledger, network }: Ports): Status => {
  const rollout = ledger.rollout()
  const { current, waiting } = rollout
  return {
    network,
    release:
      current === undefined
        ? null
        : {
            number: current.number,
            plan: current.candidate.plan,
            commit: current.candidate.commit,
            phase: current.phase,
            approvedBy: current.approvedBy,
            ...(current.stopped === undefined ? {} : { stopped: current.stopped }),
          },
    waiting: waiting === undefined ? null : { plan: waiting.plan, commit: waiting.commit },
    pulls: pullsOf(ledger),
    gateways: gatewaysOf(rollout, ledger.reports.all()),
    stuck: [...ledger.jobs.stuck()],
    audit: [...ledger.audit.tail(AUDIT_TAIL)],
  }
}

const pullsOf = (ledger: Ledger): Status['pulls'] =>
  ledger.pulls
    .open()
    .flatMap(({ number, plan, head, fork }) =>
      plan === undefined
        ? []
        : [{ number, plan, head, fork, approvedBy: ledger.approvals.standing(plan)?.by ?? null }],
    )

const gatewaysOf = ({ current }: Rollout, reports: readonly KnownReport[]): Status['gateways'] => {
  const members = current?.candidate.members ?? []
  const names = new Set([...members.map(member => member.gateway), ...reports.map(report => report.gateway)])
  return [...names].sort().map(name => {
    const report = reports.find(one => one.gateway === name)
    return {
      name,
      bundle: members.find(member => member.gateway === name)?.bundle ?? null,
      standing: current?.standings[name]?.kind ?? 'not-in-release',
      report: report === undefined ? null : reportOf(report),
    }
  })
}

const reportOf = ({
  counter,
  received,
  signed: { report },
}: KnownReport): NonNullable<Status['gateways'][number]['report']> => ({
  outcome: report.outcome,
  counter,
  saidAt: report.at,
  receivedAt: new Date(received).toISOString(),
  inForce: report.inForce ?? null,
  problem: report.problem ?? null,
  drift: report.drift ?? null,
  tunnels: tunnelsOf(report.children),
  runner: report.runner,
})

import { ControlError } from '../../control-error.ts'
import type { Facts } from '../../health/facts.ts'
import { gatewayNamed, gatewaysOf } from '../../health/gateway.ts'
import { worstFirst } from '../../health/tone.ts'
import { tunnelNamed, tunnelsAt, tunnelsOf, tunnelsUp, worstTunnelFirst } from '../../health/tunnel.ts'
import { historyOf, TELLING } from '../../pages/release-history.ts'
import { sheetOf } from '../../pages/sheet.ts'
import type {
  AuditView,
  GatewaysView,
  GatewayView,
  HeatCell,
  Look,
  NetworkView,
  Pending,
  TunnelsView,
  TunnelView,
  View,
} from '../../pages/view.ts'
import type { Ledger } from '../../ports/ledger.ts'
import type { Ports } from '../../ports/ports.ts'
import { neededFor } from '../../rollout/second-word.ts'
import { inSight } from './draw.ts'

const HOUR = 3_600_000
const FIVE_MINUTES = 300_000
const DAY = 24 * HOUR
const WEEK = 7 * DAY

/** Losses that one page tells of, entries of the audit log on one page, and entries in which releases are looked for. */
const LOSSES = 20
const NEWEST_LOSSES = 6
const ENTRIES = 50
const TELLING_ENTRIES = 400

/** What somebody who may see it wants to see; changes nothing. Throws a `ControlError` for what is not there. */
export const lookAt = (ports: Ports, look: Look): View => {
  const { ledger, network } = ports
  const now = ports.clock.now().getTime()
  return { network, now, ...shown(ledger, factsOf(ledger, now), look) }
}

const shown = (ledger: Ledger, facts: Facts, look: Look) => {
  switch (look.kind) {
    case 'network':
      return networkView(ledger, facts)
    case 'gateways':
      return gatewaysView(facts, look.page)
    case 'gateway':
      return gatewayView(ledger, facts, look.name)
    case 'tunnels':
      return tunnelsView(facts, look.gateway, look.page)
    case 'tunnel':
      return tunnelView(ledger, facts, look.name)
    case 'rollout':
      return { kind: look.kind, release: facts.release, pending: pendingOf(ledger) }
    case 'releases': {
      const entries = ledger.audit.about(TELLING, look.before ?? Number.MAX_SAFE_INTEGER, TELLING_ENTRIES)
      const older = entries.length < TELLING_ENTRIES ? undefined : entries.at(-1)?.number
      return { kind: look.kind, releases: historyOf(entries), older }
    }
    case 'audit':
      return auditView(ledger, look.before)
    default:
      return look satisfies never
  }
}

const factsOf = (ledger: Ledger, now: number): Facts => {
  const rollout = ledger.rollout()
  const seen = inSight(rollout)
  return {
    now,
    release: rollout.current,
    picture: seen && ledger.pictures.get(seen.plan),
    heard: new Map(
      ledger.reports
        .all()
        .map(({ gateway, received, signed: { report } }) => [gateway, { received, report }]),
    ),
    metered: new Map(
      ledger.measurements
        .latest()
        .map(({ gateway, received, measured: { paths } }) => [gateway, { received, paths }]),
    ),
  }
}

const pendingOf = (ledger: Ledger): Pending => {
  const rollout = ledger.rollout()
  const { next, waiting } = rollout
  return {
    next,
    waiting: waiting && { ...waiting, needed: neededFor(rollout, waiting.candidate) },
  }
}

const networkView = (ledger: Ledger, facts: Facts): NetworkView => ({
  kind: 'network',
  drawing: facts.picture?.drawing,
  drawn: facts.picture !== undefined,
  gateways: gatewaysOf(facts),
  // Without their ends: there may be twenty thousand.
  tunnels: tunnelsOf(facts).map(({ name, health, echo }) => ({ name, health, echo })),
  release: facts.release,
  pending: pendingOf(ledger),
  losses: ledger.measurements.losses({}, NEWEST_LOSSES),
})

const gatewaysView = (facts: Facts, page: number): GatewaysView => {
  const sheet = sheetOf(
    gatewaysOf(facts).toSorted((a, b) => worstFirst(a.health, b.health)),
    page,
  )
  const up = tunnelsUp(facts)
  return {
    kind: 'gateways',
    sheet: { ...sheet, rows: sheet.rows.map(line => ({ ...line, tunnels: up.get(line.name) })) },
  }
}

const tunnelsView = (facts: Facts, gateway: string | undefined, page: number): TunnelsView => {
  if (gateway !== undefined && gatewayNamed(facts, gateway) === undefined) throw notHere('gateway')
  const all = gateway === undefined ? tunnelsOf(facts) : tunnelsAt(facts, gateway)
  return {
    kind: 'tunnels',
    gateway,
    sheet: sheetOf(all.toSorted(worstTunnelFirst), page),
    drawn: facts.picture !== undefined,
  }
}

const gatewayView = (ledger: Ledger, facts: Facts, name: string): GatewayView => {
  const gateway = gatewayNamed(facts, name)
  if (gateway === undefined) throw notHere('gateway')
  return {
    kind: 'gateway',
    gateway,
    drift: gateway.heard?.report.drift,
    tunnels: sheetOf(tunnelsAt(facts, name).toSorted(worstTunnelFirst), 1),
    losses: ledger.measurements.losses({ gateway: name }, LOSSES),
  }
}

const tunnelView = (ledger: Ledger, facts: Facts, name: string): TunnelView => {
  const tunnel = tunnelNamed(facts, name)
  if (tunnel === undefined) throw notHere('tunnel')
  const { now } = facts
  return {
    kind: 'tunnel',
    tunnel,
    day: heat(ledger, name, now - DAY, FIVE_MINUTES),
    week: heat(ledger, name, now - WEEK, HOUR),
    losses: ledger.measurements.losses({ tunnel: name }, LOSSES),
  }
}

/** All CHILD SAs of an end together; what is below the tunnel by itself. */
const heat = (ledger: Ledger, tunnel: string, from: number, width: 300_000 | 3_600_000): HeatCell[] => {
  const cells = new Map<string, HeatCell>()
  for (const { gateway, child, at, sent, lost } of ledger.measurements.cells({ tunnel }, from, width)) {
    const inside = child !== undefined
    const key = `${gateway} ${inside} ${at}`
    const before = cells.get(key) ?? { gateway, inside, at, sent: 0, lost: 0 }
    cells.set(key, { ...before, sent: before.sent + sent, lost: before.lost + lost })
  }
  return [...cells.values()]
}

const auditView = ({ audit }: Ledger, before: number | undefined): AuditView => {
  const end = before ?? (audit.tail(1)[0]?.number ?? 0) + 1
  const from = Math.max(0, end - 1 - ENTRIES)
  const entries = audit.after(from, Math.max(0, end - 1 - from)).toReversed()
  return { kind: 'audit', entries, older: from === 0 ? undefined : entries.at(-1)?.number }
}

const notHere = (what: string): ControlError =>
  new ControlError(
    'not-found',
    `the network has no such ${what}`,
    `take the address from the list of ${what}s`,
  )

import { Status } from '../../schema/control-plane.ts'
import { Phase } from '../../schema/release-phase.ts'
import type { Family, Reading } from '../../schema/wire/exposition.ts'

type Known = Status['gateways'][number]

const STANDINGS = Status.shape.gateways.element.shape.standing.options

/**
 * How a network stands, for Prometheus: the release and its rollout, and what each gateway said last. `cygnet_control_`: what the control plane knows,
 * beside what gateways tell by themselves. Nothing of it grows but with the number of gateways.
 */
export const statusMetrics = ({ network, release, waiting, stuck, gateways }: Status): Family[] => {
  const one = (value: number | undefined): Reading[] =>
    value === undefined ? [] : [{ labels: { network }, value }]
  const each = (read: (gateway: Known) => number | undefined): Reading[] =>
    gateways.flatMap(gateway => {
      const value = read(gateway)
      return value === undefined ? [] : [{ labels: { network, gateway: gateway.name }, value }]
    })
  return [
    gauge('release', 'Number of the newest release.', one(release?.number)),
    gauge('release_phase', 'What happens to the newest release: 1 for that, 0 for all else.', [
      ...Phase.options.map(phase => ({
        labels: { network, phase },
        value: Number(release?.phase === phase),
      })),
    ]),
    gauge('release_wave', 'The wave that is under way, from 1.', one(release?.wave)),
    gauge('release_waves', 'How many waves the newest release has.', one(release?.waves.length)),
    gauge('approval_waiting', 'Whether something on the default branch waits for an approval.', [
      ...one(Number(waiting !== null)),
    ]),
    gauge('stuck_jobs', 'Work that failed at least once and is tried again.', one(stuck.length)),
    gauge('gateways', 'Gateways by how they stand with the newest release.', [
      ...STANDINGS.map(standing => ({
        labels: { network, standing },
        value: gateways.filter(gateway => gateway.standing === standing).length,
      })),
    ]),
    gauge(
      'gateway_last_report_timestamp_seconds',
      'When the newest report of a gateway was taken.',
      each(({ report }) => (report === null ? undefined : Date.parse(report.receivedAt) / 1000)),
    ),
    gauge(
      'gateway_drift',
      'Things that somebody changed by hand on a gateway and that stand.',
      each(({ report }) => {
        if (report === null) return undefined
        const { drift } = report
        return drift === null || drift.repaired ? 0 : drift.found.length + drift.more
      }),
    ),
    gauge('gateway_tunnels', 'CHILD SAs of a gateway by its newest report.', [
      ...gateways.flatMap(({ name, report }) =>
        Object.entries(report?.tunnels ?? {}).map(([state, value]) => ({
          labels: { network, gateway: name, state },
          value,
        })),
      ),
    ]),
  ]
}

const gauge = (name: string, help: string, readings: readonly Reading[]): Family => ({
  name: `cygnet_control_${name}`,
  help,
  type: 'gauge',
  readings,
})

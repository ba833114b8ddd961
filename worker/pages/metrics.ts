import { Status } from '../../schema/control-plane.ts'
import { Phase } from '../../schema/release-phase.ts'
import type { Family, Reading } from '../../schema/wire/exposition.ts'

type Said = NonNullable<Status['gateways'][number]['report']>

const STANDINGS = Status.shape.gateways.element.shape.standing.options

/**
 * How a network stands, for Prometheus: the release and its rollout, and what each gateway said last. `cygnet_control_`: what the control plane knows,
 * beside what gateways tell by themselves. Nothing of it grows but with the number of gateways.
 */
export const statusMetrics = (status: Status): Family[] => [
  ...releaseFamilies(status),
  ...gatewayFamilies(status),
]

const releaseFamilies = ({ network, release, waiting, stuck, gateways }: Status): Family[] => {
  const one = (value: number | undefined): Reading[] =>
    value === undefined ? [] : [{ labels: { network }, value }]
  const phases = Phase.options.map(phase => ({
    labels: { network, phase },
    value: Number(release?.phase === phase),
  }))
  const standings = STANDINGS.map(standing => ({
    labels: { network, standing },
    value: gateways.filter(gateway => gateway.standing === standing).length,
  }))
  return [
    gauge('release', 'Number of the newest release.', one(release?.number)),
    gauge('release_phase', 'What happens to the newest release: 1 for that, 0 for all else.', phases),
    gauge('release_wave', 'The wave that is under way, from 1.', one(release?.wave)),
    gauge('release_waves', 'How many waves the newest release has.', one(release?.waves.length)),
    gauge(
      'approval_waiting',
      'Whether something on the default branch waits for an approval.',
      one(Number(waiting !== null)),
    ),
    gauge('stuck_jobs', 'Work that failed at least once and is tried again.', one(stuck.length)),
    gauge('gateways', 'Gateways by how they stand with the newest release.', standings),
  ]
}

/** Of those that have reported. */
const gatewayFamilies = ({ network, gateways }: Status): Family[] => {
  const each = (read: (said: Said) => Readonly<Record<string, number>>, label = ''): Reading[] =>
    gateways.flatMap(({ name, report }) =>
      Object.entries(report === null ? {} : read(report)).map(([word, value]) => ({
        labels: { network, gateway: name, ...(label === '' ? {} : { [label]: word }) },
        value,
      })),
    )
  return [
    gauge(
      'gateway_last_report_timestamp_seconds',
      'When the newest report of a gateway was taken.',
      each(({ receivedAt }) => ({ at: Date.parse(receivedAt) / 1000 })),
    ),
    gauge(
      'gateway_drift',
      'Things that somebody changed by hand on a gateway and that stand.',
      each(({ drift }) => ({
        found: drift === null || drift.repaired ? 0 : drift.found.length + drift.more,
      })),
    ),
    gauge(
      'gateway_tunnels',
      'CHILD SAs of a gateway by its newest report.',
      each(({ tunnels }) => tunnels, 'state'),
    ),
  ]
}

const gauge = (name: string, help: string, readings: readonly Reading[]): Family => ({
  name: `cygnet_control_${name}`,
  help,
  type: 'gauge',
  readings,
})

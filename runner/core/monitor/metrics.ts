import type { Family, Labels, Reading } from '../../../schema/wire/exposition.ts'
import { LOSS_CAUSES } from '../../../schema/wire/measured.ts'
import type { MonitoredPath } from '../../../schema/wire/monitor.ts'
import type { Happening } from './happening.ts'
import { type HappeningTally, type PathTally, secondsOf, type Tally } from './tally.ts'

/** Whose measurements these are, and what is in force there. */
export interface Exporter {
  readonly network: string
  readonly gateway: string
  /** The runner's version. */
  readonly version: string
  /** The release in force; undefined while there is none. */
  readonly release: number | undefined
}

/** All that Prometheus is told, by the conventions of ping exporters: base units, `_ratio`, `_seconds`, `_total`. */
export const metricsOf = (tally: Tally, exporter: Exporter): Family[] => {
  const who = { network: exporter.network, gateway: exporter.gateway }
  return [
    gauge('cygnet_runner_info', 'The version of the runner, as a label.', [
      { labels: { ...who, version: exporter.version }, value: 1 },
    ]),
    gauge('cygnet_release_in_force', 'Number of the release that is in force on this gateway.', [
      ...readingOf(who, exporter.release),
    ]),
    gauge('cygnet_monitor_last_step_timestamp_seconds', 'When the monitor last finished a step.', [
      ...readingOf(who, tally.at === undefined ? undefined : tally.at / 1000),
    ]),
    ...pathFamilies(tally.paths, who),
    ...happeningFamilies(tally.happenings, who),
  ]
}

/** What is read of one path, with the labels that it is known by. */
type Read = (tally: PathTally, labels: Labels) => readonly Reading[]

const pathFamilies = (paths: readonly PathTally[], who: Labels): Family[] => {
  const each = (read: Read): Reading[] =>
    paths.flatMap(tally => read(tally, { ...who, ...labelsOf(tally.path) }))
  return [
    ...PATH_COUNTERS.map(([name, help, read]) => counter(`cygnet_tunnel_${name}_total`, help, each(read))),
    ...PATH_GAUGES.map(([name, help, read]) => gauge(`cygnet_tunnel_${name}`, help, each(read))),
  ]
}

const PATH_COUNTERS: readonly (readonly [name: string, help: string, read: Read])[] = [
  ['packets_sent', 'Small echo requests sent along a path.', ({ sent }, labels) => [{ labels, value: sent }]],
  [
    'packets_lost',
    'Small echo requests that nobody answered.',
    ({ lost }, labels) => [{ labels, value: lost }],
  ],
  [
    'losses',
    'Bursts of loss that are over, by what they were put down to.',
    (tally, labels) => byCause(tally, labels, 'count'),
  ],
  [
    'loss_seconds',
    'How long bursts of loss lasted that are over.',
    (tally, labels) => byCause(tally, labels, 'seconds'),
  ],
]

const PATH_GAUGES: readonly (readonly [name: string, help: string, read: Read])[] = [
  [
    'loss_ratio',
    'Lost of sent echo requests in the newest step of the monitor, 0 to 1.',
    ({ last }, labels) => (last === undefined ? [] : [{ labels, value: last.lost / last.sent }]),
  ],
  [
    'rtt_seconds',
    'Round trips in the newest step of the monitor.',
    (tally, labels) => roundTrips(tally, labels),
  ],
  [
    'ongoing_loss_seconds',
    'How long a burst of loss has lasted that goes on; absent while there is none.',
    ({ ongoing }, labels) =>
      [...ongoing].map(([cause, loss]) => ({ labels: { ...labels, cause }, value: secondsOf(loss) })),
  ],
]

const roundTrips = ({ last }: PathTally, labels: Labels): Reading[] => {
  if (last?.rtt === undefined) return []
  const { least, total, most } = last.rtt
  const mean = total / (last.sent - last.lost)
  return Object.entries({ best: least, mean, worst: most }).map(([type, milliseconds]) => ({
    labels: { ...labels, type },
    value: milliseconds / 1000,
  }))
}

const byCause = ({ over }: PathTally, labels: Labels, what: 'count' | 'seconds'): Reading[] =>
  LOSS_CAUSES.map(cause => ({ labels: { ...labels, cause }, value: over.get(cause)?.[what] ?? 0 }))

/** A happening's counter, and what it happens to. */
const COUNTED: readonly (readonly [Happening['kind'], of: 'gateway' | 'tunnel' | 'child', string, string])[] =
  [
    ['ike-up', 'tunnel', 'cygnet_ike_up_total', 'IKE SAs that came up.'],
    ['ike-down', 'tunnel', 'cygnet_ike_down_total', 'IKE SAs that went down.'],
    ['ike-rekey', 'tunnel', 'cygnet_ike_rekeys_total', 'IKE SAs that were rekeyed.'],
    [
      'reauthentication',
      'tunnel',
      'cygnet_ike_reauthentications_total',
      'IKE SAs that were authenticated anew.',
    ],
    ['dpd', 'tunnel', 'cygnet_ike_dead_peers_total', 'Peers that dead peer detection gave up.'],
    ['child-up', 'child', 'cygnet_child_up_total', 'CHILD SAs that came up.'],
    ['child-down', 'child', 'cygnet_child_down_total', 'CHILD SAs that went down.'],
    ['child-rekey', 'child', 'cygnet_child_rekeys_total', 'CHILD SAs that were rekeyed.'],
    ['daemon-up', 'gateway', 'cygnet_daemon_starts_total', 'IKE daemons that were seen to come up.'],
    ['daemon-down', 'gateway', 'cygnet_daemon_stops_total', 'IKE daemons that were seen to go away.'],
    ['change', 'gateway', 'cygnet_changes_total', 'Changes that cygnet made to this gateway.'],
  ]

const happeningFamilies = (tallies: readonly HappeningTally[], who: Labels): Family[] =>
  COUNTED.map(([kind, of, name, help]) =>
    counter(
      name,
      help,
      tallies.flatMap(tally => {
        const count = tally.counts.get(kind)
        // What was never seen is zero where it may be seen, and absent elsewhere.
        if (count === undefined && levelOf(tally) !== of) return []
        return [{ labels: { ...who, tunnel: tally.tunnel, child: tally.child }, value: count ?? 0 }]
      }),
    ),
  )

const levelOf = ({ tunnel, child }: HappeningTally): 'gateway' | 'tunnel' | 'child' =>
  tunnel === undefined ? 'gateway' : child === undefined ? 'tunnel' : 'child'

/** By what a path is known, here and in a database: never by an SA's number. */
export const labelsOf = ({ tunnel, child }: MonitoredPath) => ({
  tunnel,
  child,
  path: child === undefined ? 'underlay' : 'inside',
})

const readingOf = (labels: Labels, value: number | undefined): Reading[] =>
  value === undefined ? [] : [{ labels, value }]

const counter = (name: string, help: string, readings: readonly Reading[]): Family => ({
  name,
  help,
  type: 'counter',
  readings,
})

const gauge = (name: string, help: string, readings: readonly Reading[]): Family => ({
  name,
  help,
  type: 'gauge',
  readings,
})

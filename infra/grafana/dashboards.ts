import { Phase } from '../../schema/release-phase.ts'
import type { Dashboard } from './dashboard.ts'
import { graph, howOften, ikeEvents, lossesByCause, lossOf, number } from './questions.ts'

const NETWORK = 'network=~"$network"'
const GATEWAY = `${NETWORK},gateway=~"$gateway"`
const TUNNEL = `${GATEWAY},tunnel=~"$tunnel"`

const OVERVIEW: Dashboard = {
  uid: 'cygnet-overview',
  title: 'cygnet: overview',
  description: 'Every tunnel of a network: what is lost, where, and what it is put down to.',
  choices: ['network'],
  rows: [
    [
      number(
        'Gateways that measure',
        'Gateways whose monitor finished a step within two minutes.',
        'short',
        `count(time() - cygnet_monitor_last_step_timestamp_seconds{${NETWORK}} < 120) or vector(0)`,
      ),
      number(
        'Tunnels down',
        'CHILD SAs through which nothing comes back.',
        'short',
        `count(cygnet_tunnel_loss_ratio{path="inside",${NETWORK}} == 1) or vector(0)`,
        { thresholds: [1, 1] },
      ),
      number(
        'Worst loss, 5 min',
        'Of all CHILD SAs.',
        'percentunit',
        `max(sum by (gateway, tunnel, child) (rate(cygnet_tunnel_packets_lost_total{path="inside",${NETWORK}}[5m])) / sum by (gateway, tunnel, child) (rate(cygnet_tunnel_packets_sent_total{path="inside",${NETWORK}}[5m])))`,
        { thresholds: [0.005, 0.02] },
      ),
      number(
        'Re-authentications, 24 h',
        'None is usual: rekeying loses nothing, this may.',
        'short',
        `sum(increase(cygnet_ike_reauthentications_total{${NETWORK}}[24h])) or vector(0)`,
        { thresholds: [1, 10] },
      ),
    ],
    [
      graph(
        'Loss through tunnels',
        'Of small packets, from inside address to inside address.',
        'percentunit',
        [[lossOf('inside', NETWORK, 'gateway, tunnel, child'), '{{gateway}}: {{tunnel}} {{child}}']],
        { most: 1 },
      ),
      graph(
        'Loss below tunnels',
        'The same packets outside of IPsec: what is lost here is lost by a provider.',
        'percentunit',
        [[lossOf('underlay', NETWORK, 'gateway, tunnel'), '{{gateway}}: {{tunnel}}']],
        { most: 1 },
      ),
    ],
    [
      lossesByCause(NETWORK),
      graph('Round trips', 'Mean, through tunnels.', 's', [
        [
          `cygnet_tunnel_rtt_seconds{type="mean",path="inside",${NETWORK}}`,
          '{{gateway}}: {{tunnel}} {{child}}',
        ],
      ]),
    ],
    [
      {
        ...graph('Losses that go on', 'Seconds so far, and what they are put down to.', 's', [
          [`cygnet_tunnel_ongoing_loss_seconds{${NETWORK}}`, ''],
        ]),
        kind: 'table',
        width: 24,
      },
    ],
  ],
}

const ONE_TUNNEL: Dashboard = {
  uid: 'cygnet-tunnel',
  title: 'cygnet: tunnel',
  description: 'One tunnel, seen from both ends: inside and below, and what IKE did meanwhile.',
  choices: ['network', 'gateway', 'tunnel'],
  rows: [
    [
      graph(
        'Loss',
        'Inside of the tunnel and below it: lost in both is the provider.',
        'percentunit',
        [
          [lossOf('inside', TUNNEL, 'gateway, tunnel, child'), '{{gateway}}: {{tunnel}} {{child}}'],
          [lossOf('underlay', TUNNEL, 'gateway, tunnel'), '{{gateway}}: {{tunnel}} below'],
        ],
        { width: 24, most: 1 },
      ),
    ],
    [
      graph('Round trips inside', 'Best, mean and worst of each step.', 's', [
        [`cygnet_tunnel_rtt_seconds{path="inside",${TUNNEL}}`, '{{gateway}}: {{tunnel}} {{child}} {{type}}'],
      ]),
      graph('Round trips below', 'Best, mean and worst of each step.', 's', [
        [`cygnet_tunnel_rtt_seconds{path="underlay",${TUNNEL}}`, '{{gateway}}: {{tunnel}} {{type}}'],
      ]),
    ],
    [lossesByCause(TUNNEL), ikeEvents(TUNNEL)],
    [
      graph(
        'Seconds of loss',
        'How long bursts lasted that are over, by cause.',
        's',
        [[howOften('cygnet_tunnel_loss_seconds_total', TUNNEL, 'cause'), '{{cause}}']],
        { stacked: true },
      ),
      graph('Losses that go on', 'How long they have lasted.', 's', [
        [
          `cygnet_tunnel_ongoing_loss_seconds{${TUNNEL}}`,
          '{{gateway}}: {{tunnel}} {{child}} {{path}} ({{cause}})',
        ],
      ]),
    ],
  ],
}

const ONE_GATEWAY: Dashboard = {
  uid: 'cygnet-gateway',
  title: 'cygnet: gateway',
  description: 'One gateway: its tunnels, its daemon, its changes, and what the control plane hears of it.',
  choices: ['network', 'gateway'],
  rows: [
    [
      number(
        'Release in force',
        'By the gateway itself.',
        'none',
        `max(cygnet_release_in_force{${GATEWAY}})`,
      ),
      number(
        'Last step of the monitor',
        'How long ago.',
        's',
        `max(time() - cygnet_monitor_last_step_timestamp_seconds{${GATEWAY}})`,
        { thresholds: [60, 120] },
      ),
      number(
        'Last report',
        'How long ago, by the control plane.',
        's',
        `max(time() - cygnet_control_gateway_last_report_timestamp_seconds{${GATEWAY}})`,
        { thresholds: [300, 900] },
      ),
      number(
        'Changed by hand',
        'Things that stand, by the newest report.',
        'short',
        `sum(cygnet_control_gateway_drift{${GATEWAY}})`,
        { thresholds: [1, 1] },
      ),
    ],
    [
      graph(
        'Loss through tunnels',
        'Of small packets, as this gateway sees it.',
        'percentunit',
        [[lossOf('inside', GATEWAY, 'gateway, tunnel, child'), '{{gateway}}: {{tunnel}} {{child}}']],
        { most: 1 },
      ),
      graph(
        'Loss below tunnels',
        'Outside of IPsec. All at once: it is this gateway’s own line.',
        'percentunit',
        [[lossOf('underlay', GATEWAY, 'gateway, tunnel'), '{{gateway}}: {{tunnel}}']],
        { most: 1 },
      ),
    ],
    [lossesByCause(GATEWAY), ikeEvents(GATEWAY)],
    [
      graph(
        'Changes and daemons',
        'What cygnet changed, and IKE daemons that came and went.',
        'short',
        [
          [howOften('cygnet_changes_total', GATEWAY, 'gateway'), '{{gateway}}: changes'],
          [howOften('cygnet_daemon_starts_total', GATEWAY, 'gateway'), '{{gateway}}: daemon came'],
          [howOften('cygnet_daemon_stops_total', GATEWAY, 'gateway'), '{{gateway}}: daemon went'],
        ],
        { stacked: true },
      ),
      graph('CHILD SAs', 'By the newest report.', 'short', [
        [`sum by (gateway, state) (cygnet_control_gateway_tunnels{${GATEWAY}})`, '{{gateway}}: {{state}}'],
      ]),
    ],
    [
      {
        ...graph('Runner', 'Its version.', 'none', [[`cygnet_runner_info{${GATEWAY}}`, '']]),
        kind: 'table',
        width: 24,
        height: 6,
      },
    ],
  ],
}

/** One number for the phase, so that it has a colour and a word over time. */
const phaseNumber = Phase.options
  .map(
    (phase, index) =>
      `max by (network) (cygnet_control_release_phase{phase="${phase}",${NETWORK}}) * ${index}`,
  )
  .join(' + ')

const ROLLOUTS: Dashboard = {
  uid: 'cygnet-rollouts',
  title: 'cygnet: rollouts',
  description:
    'What happens to the newest release, and which gateway runs which. From the control plane’s metrics; releases in force from gateways.',
  choices: ['network'],
  rows: [
    [
      number('Newest release', 'Its number.', 'none', `max(cygnet_control_release{${NETWORK}})`),
      number('Wave', 'Under way.', 'none', `max(cygnet_control_release_wave{${NETWORK}})`),
      number('Waves', 'Of the newest release.', 'none', `max(cygnet_control_release_waves{${NETWORK}})`),
      number(
        'Waits for an approval',
        'Something on the default branch.',
        'short',
        `max(cygnet_control_approval_waiting{${NETWORK}})`,
        { words: { 0: 'no', 1: 'yes' } },
      ),
    ],
    [
      {
        ...graph('Phase', 'Of the newest release.', 'none', [[phaseNumber, '{{network}}']], {
          words: Object.fromEntries(Phase.options.map((phase, index) => [index, phase])),
        }),
        kind: 'state-timeline',
        width: 24,
        height: 5,
      },
    ],
    [
      graph(
        'Gateways by standing',
        'How they stand with the newest release.',
        'short',
        [[`sum by (standing) (cygnet_control_gateways{${NETWORK}}) > 0`, '{{standing}}']],
        { stacked: true },
      ),
      {
        ...graph('Release in force', 'On each gateway that shows metrics, by itself.', 'none', [
          [`max by (gateway) (cygnet_release_in_force{${NETWORK}})`, '{{gateway}}'],
        ]),
        kind: 'state-timeline',
      },
    ],
    [
      graph('Last report', 'How long ago, for each gateway.', 's', [
        [`time() - cygnet_control_gateway_last_report_timestamp_seconds{${NETWORK}}`, '{{gateway}}'],
      ]),
      graph('Work that fails', 'Jobs of the control plane that are tried again.', 'short', [
        [`cygnet_control_stuck_jobs{${NETWORK}}`, '{{network}}'],
      ]),
    ],
  ],
}

/** The four dashboards, by the name of their file. */
export const DASHBOARDS: Readonly<Record<string, Dashboard>> = {
  overview: OVERVIEW,
  tunnel: ONE_TUNNEL,
  gateway: ONE_GATEWAY,
  rollouts: ROLLOUTS,
}

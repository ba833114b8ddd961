import type { Prose } from './prose.ts'

/** What editors say about measuring and rolling out. */
export const OPERATION_PROSE: Prose = {
  monitor: { text: 'Loss and latency of every tunnel, measured all the time.' },
  'monitor.allow': {
    text: 'Findings about what is measured that are silenced, each with the reason for it.',
  },
  'monitor.every': { text: 'How often. Default: 1s.', examples: ['1s'] },
  'monitor.influx': {
    text: "Where measurements are sent in InfluxDB's line protocol, without user or password; with a token: url and token.",
    examples: [
      'https://influx.example.com:8086',
      { url: 'https://influx.example.com:8086', token: 'sealed/influx' },
    ],
  },
  'monitor.influx.url': {
    text: 'Its address, without user or password.',
  },
  'monitor.influx.token': {
    text: 'What opens it, sealed for every gateway: cygnet secret seal NAME --holds token.',
  },
  'monitor.prometheus': {
    text: 'Whether Prometheus can fetch them: true for the textfile of node_exporter, or with listen at an address too.',
    examples: [true, { listen: '10.1.0.1:9469' }],
  },
  'monitor.prometheus.listen': {
    text: 'Where gateways answer Prometheus: one address, of whichever gateway has it, or one for each gateway by its name.',
  },
  'monitor.prometheus.listen.*': { text: 'Where this gateway answers.' },
  rollout: { text: 'How changes reach the gateways.' },
  'rollout.approvers': { text: 'Who may press the button in the pull request.' },
  'rollout.approvers.permission': {
    text: 'The permission in the repository that is needed. Default: maintain.',
  },
  'rollout.approvers.users': { text: 'Who may, whatever their permission.', examples: [['alice']] },
  'rollout.approvers.self': { text: 'Whether the author of a change may approve it. Default: false.' },
  'rollout.waves': {
    text: 'Which gateways go first, and how long they have to be healthy before the next.',
    examples: [
      [
        { gateways: ['ulthar'], soak: '5m' },
        { gateways: '*', 'at-once': '25%' },
      ],
    ],
  },
  'rollout.waves[]': { text: 'Gateways that change together.' },
  'rollout.waves[].gateways': { text: 'Names, or "*" for all that no other wave names.' },
  'rollout.waves[].soak': { text: 'How long it has to be healthy before the next wave.', examples: ['5m'] },
  'rollout.waves[].at-once': {
    text: 'How many of the wave change at the same time: a number, or a part of all.',
    examples: ['25%'],
  },
  'rollout.silence': {
    text: 'How long a gateway that was given a release may say nothing before it counts as sick. Default: ten polls, at least 15m.',
    examples: ['15m'],
  },
  'rollout.loss': {
    text: 'What part of its packets a tunnel may lose while a wave is watched, beyond what its underlay loses and what it lost before; more halts the wave. `off`: loss halts nothing. Default: 1%.',
    examples: ['1%'],
  },
  'rollout.schedule': { text: 'When gateways ask for news, and when they may change.' },
  'rollout.schedule.every': { text: 'How often a gateway asks for news. Default: 60s.', examples: ['60s'] },
  'rollout.schedule.window': {
    text: 'When gateways may apply what is released: days, times, time zone. The window that is in force counts.',
    examples: ['Mon-Fri 02:00-05:00 Europe/Warsaw'],
  },
  'rollout.limit': { text: "Beyond this a change needs a second person's word." },
  'rollout.limit.gateways': {
    text: 'Gateways that may change at once: a number, or a part of all.',
    examples: ['30%'],
  },
  'rollout.limit.removals': {
    text: 'Things that may be removed at once: a number, or a part of all.',
    examples: ['10%'],
  },
}

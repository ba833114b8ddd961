import type { Panel } from './panel.ts'

/** Loss along a path, over the step of the graph: 0 to 1. `by`: which labels stay. */
export const lossOf = (path: 'inside' | 'underlay', where: string, by: string): string => {
  const rate = (what: 'lost' | 'sent'): string =>
    `sum by (${by}) (rate(cygnet_tunnel_packets_${what}_total{path="${path}",${where}}[$__rate_interval]))`
  return `${rate('lost')} / ${rate('sent')}`
}

/** How often something happened within the step of the graph. */
export const howOften = (counter: string, where: string, by: string): string =>
  `sum by (${by}) (increase(${counter}{${where}}[$__rate_interval]))`

/** A graph of half the width. */
export const graph = (
  title: string,
  description: string,
  unit: string,
  queries: readonly (readonly [expr: string, legend: string])[],
  more: Partial<Panel> = {},
): Panel => ({
  title,
  description,
  kind: 'timeseries',
  unit,
  width: 12,
  height: 9,
  queries: queries.map(([expr, legend]) => ({ expr, legend })),
  ...more,
})

/** One number, of a quarter of the width. */
export const number = (
  title: string,
  description: string,
  unit: string,
  expr: string,
  more: Partial<Panel> = {},
): Panel => ({
  title,
  description,
  kind: 'stat',
  unit,
  width: 6,
  height: 4,
  queries: [{ expr, legend: '' }],
  ...more,
})

/** Losses by what they were put down to, stacked. */
export const lossesByCause = (where: string): Panel =>
  graph(
    'Losses by cause',
    'Bursts of loss that are over, by what the gateway put them down to.',
    'short',
    [[howOften('cygnet_tunnel_losses_total', where, 'cause'), '{{cause}}']],
    { stacked: true },
  )

/** What the IKE daemons did. */
export const ikeEvents = (where: string): Panel =>
  graph(
    'IKE',
    'What the IKE daemon did: rekeying is usual, re-authentication and dead peers are not.',
    'short',
    (
      [
        ['cygnet_ike_up_total', 'IKE SA up'],
        ['cygnet_ike_down_total', 'IKE SA down'],
        ['cygnet_ike_rekeys_total', 'IKE SA rekeyed'],
        ['cygnet_ike_reauthentications_total', 're-authenticated'],
        ['cygnet_ike_dead_peers_total', 'dead peer'],
        ['cygnet_child_up_total', 'CHILD SA up'],
        ['cygnet_child_down_total', 'CHILD SA down'],
        ['cygnet_child_rekeys_total', 'CHILD SA rekeyed'],
      ] as const
    ).map(([counter, legend]) => [howOften(counter, where, 'network'), legend]),
    { stacked: true },
  )

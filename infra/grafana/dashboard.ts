import { type Panel, panelJson } from './panel.ts'

/** What a person chooses at the top, in order: later ones are asked for within earlier ones. */
export type Choice = 'network' | 'gateway' | 'tunnel'

export interface Dashboard {
  /** Stable for ever: links and provisioning name it. */
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly choices: readonly Choice[]
  /** Each row is filled from the left. */
  readonly rows: readonly (readonly Panel[])[]
}

/** A metric in which each choice is a label, whatever is exported: gateways alone, or the control plane too. */
const SOURCES: Readonly<Record<Choice, string>> = {
  network: '{__name__=~"cygnet_runner_info|cygnet_control_approval_waiting"}',
  gateway:
    '{__name__=~"cygnet_runner_info|cygnet_control_gateway_last_report_timestamp_seconds",network=~"$network"}',
  tunnel: 'cygnet_tunnel_packets_sent_total{network=~"$network",gateway=~"$gateway"}',
}

/** A dashboard as a file that Grafana imports or provisions (classic model; version 10 and later). */
export const dashboardText = (dashboard: Dashboard): string => {
  const { uid, title, description, choices } = dashboard
  const json = {
    id: null,
    uid,
    title,
    description,
    tags: ['cygnet'],
    timezone: 'browser',
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    schemaVersion: 39,
    version: 1,
    time: { from: 'now-6h', to: 'now' },
    links: [
      {
        type: 'dashboards',
        title: 'cygnet',
        tags: ['cygnet'],
        asDropdown: false,
        includeVars: true,
        keepTime: true,
      },
    ],
    annotations: { list: [] },
    templating: { list: [DATASOURCE_CHOICE, ...choices.map(choiceJson)] },
    panels: placed(dashboard.rows),
  }
  return `${JSON.stringify(json, null, 2)}\n`
}

const DATASOURCE_CHOICE = {
  type: 'datasource',
  name: 'datasource',
  label: 'data source',
  query: 'prometheus',
  hide: 0,
}

const choiceJson = (name: Choice): object => ({
  type: 'query',
  name,
  label: name,
  datasource: { type: 'prometheus', uid: '${datasource}' },
  definition: `label_values(${SOURCES[name]}, ${name})`,
  query: { query: `label_values(${SOURCES[name]}, ${name})`, refId: name },
  refresh: 2,
  sort: 1,
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: { text: ['All'], value: ['$__all'] },
  hide: 0,
})

const placed = (rows: Dashboard['rows']): object[] => {
  const panels: object[] = []
  let y = 0
  for (const row of rows) {
    let x = 0
    for (const panel of row) {
      panels.push(panelJson(panel, { id: panels.length + 1, x, y }))
      x += panel.width
    }
    y += Math.max(...row.map(panel => panel.height))
  }
  return panels
}

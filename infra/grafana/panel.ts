/** One question to Prometheus, and how its series are called. */
export interface Query {
  readonly expr: string
  readonly legend: string
}

/** What a panel shows. Units are Grafana's: `percentunit`, `s`, `short`, `dateTimeFromNow`. */
export interface Panel {
  readonly title: string
  readonly description: string
  readonly kind: 'timeseries' | 'stat' | 'state-timeline' | 'table'
  readonly queries: readonly Query[]
  readonly unit: string
  /** Of 24 columns. */
  readonly width: number
  readonly height: number
  /** From this value on it is amber, and from that one red; left out: one colour. */
  readonly thresholds?: readonly [amber: number, red: number]
  /** Words for numbers. */
  readonly words?: Readonly<Record<string, string>>
  readonly most?: number
  readonly stacked?: true
}

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const

/** Where a panel stands on its dashboard. */
export interface Place {
  readonly id: number
  readonly x: number
  readonly y: number
}

/** A panel as Grafana (10 and later, classic model) has it. */
export const panelJson = (panel: Panel, { id, x, y }: Place): object => ({
  id,
  type: panel.kind,
  title: panel.title,
  description: panel.description,
  datasource: DATASOURCE,
  gridPos: { x, y, w: panel.width, h: panel.height },
  targets: panel.queries.map(({ expr, legend }, index) => ({
    refId: String.fromCharCode(65 + index),
    datasource: DATASOURCE,
    expr,
    legendFormat: legend,
    ...(isNow(panel.kind) ? { instant: true, range: false } : { range: true }),
    ...(panel.kind === 'table' ? { format: 'table' } : {}),
  })),
  fieldConfig: { defaults: fieldDefaults(panel), overrides: [] },
  options: OPTIONS[panel.kind],
  ...(panel.kind === 'table' ? { transformations: TABLE } : {}),
})

const isNow = (kind: Panel['kind']): boolean => kind === 'stat' || kind === 'table'

const fieldDefaults = ({ kind, unit, thresholds, words, most, stacked }: Panel): object => ({
  unit,
  min: 0,
  ...(most === undefined ? {} : { max: most }),
  color: { mode: thresholds === undefined || kind === 'timeseries' ? 'palette-classic' : 'thresholds' },
  thresholds: { mode: 'absolute', steps: stepsOf(thresholds) },
  mappings:
    words === undefined
      ? []
      : [
          {
            type: 'value',
            options: Object.fromEntries(
              Object.entries(words).map(([value, text], index) => [value, { text, index }]),
            ),
          },
        ],
  ...(kind === 'timeseries' ? { custom: lineStyle(stacked === true) } : {}),
})

const stepsOf = (thresholds: Panel['thresholds']): object[] => [
  { color: 'green', value: null },
  ...(thresholds === undefined
    ? []
    : [
        { color: 'orange', value: thresholds[0] },
        { color: 'red', value: thresholds[1] },
      ]),
]

const lineStyle = (stacked: boolean): object => ({
  drawStyle: stacked ? 'bars' : 'line',
  lineWidth: 1,
  fillOpacity: stacked ? 80 : 10,
  showPoints: 'never',
  spanNulls: false,
  stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
})

const OPTIONS: Readonly<Record<Panel['kind'], object>> = {
  timeseries: {
    legend: { displayMode: 'table', placement: 'right', calcs: ['lastNotNull', 'max'], showLegend: true },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
  stat: {
    reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    colorMode: 'background',
    graphMode: 'none',
    textMode: 'auto',
  },
  'state-timeline': {
    mergeValues: true,
    showValue: 'auto',
    alignValue: 'left',
    rowHeight: 0.9,
    legend: { displayMode: 'list', placement: 'bottom', showLegend: false },
    tooltip: { mode: 'single', sort: 'none' },
  },
  table: { showHeader: true, cellHeight: 'sm' },
}

const TABLE = [
  { id: 'organize', options: { excludeByName: { Time: true, __name__: true, instance: true, job: true } } },
]

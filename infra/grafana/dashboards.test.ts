import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { metricsOf } from '../../runner/core/monitor/metrics.ts'
import { Tally } from '../../runner/core/monitor/tally.ts'
import { statusMetrics } from '../../worker/pages/metrics.ts'
import { dashboardText } from './dashboard.ts'
import { DASHBOARDS } from './dashboards.ts'

const exporter = { network: 'm', gateway: 'rlyeh', version: '1', release: 1 }
const status = { network: 'm', release: null, next: null, waiting: null, pulls: [], gateways: [], losses: [] }
const WRITTEN = new Set(
  [...metricsOf(new Tally([]), exporter), ...statusMetrics({ ...status, stuck: [], audit: [] })].map(
    ({ name }) => name,
  ),
)

/** What Grafana needs of a dashboard of the classic model; a member more or less is a slip. */
const Text = z.string().min(1)
const Source = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('${datasource}') })
const Target = z.strictObject({
  refId: z.string().regex(/^[A-Z]$/),
  datasource: Source,
  expr: Text,
  legendFormat: z.string(),
  range: z.boolean(),
  instant: z.boolean().optional(),
  format: z.literal('table').optional(),
})
const Panel = z.strictObject({
  id: z.int().min(1),
  type: z.enum(['timeseries', 'stat', 'state-timeline', 'table']),
  title: Text,
  description: Text,
  datasource: Source,
  targets: z.array(Target).min(1),
  gridPos: z.strictObject({ x: z.int(), y: z.int(), w: z.int().min(1), h: z.int().min(3) }),
  fieldConfig: z.strictObject({ defaults: z.looseObject({ unit: Text }), overrides: z.array(z.never()) }),
  options: z.looseObject({}),
  transformations: z.array(z.looseObject({ id: Text })).optional(),
})
const Choice = z.looseObject({ name: Text, type: z.enum(['datasource', 'query']), query: z.unknown() })
const Dashboard = z.looseObject({
  id: z.null(),
  uid: z.string().min(8).max(40),
  title: Text,
  schemaVersion: z.literal(39),
  templating: z.strictObject({ list: z.array(Choice) }),
  panels: z.array(Panel).min(1),
})

test('links and provisioning find the same dashboards as ever', () => {
  expect(Object.entries(DASHBOARDS).map(([name, { uid }]) => [name, uid])).toEqual([
    ['overview', 'cygnet-overview'],
    ['tunnel', 'cygnet-tunnel'],
    ['gateway', 'cygnet-gateway'],
    ['rollouts', 'cygnet-rollouts'],
  ])
})

describe.each(Object.entries(DASHBOARDS))('the dashboard %s', (_, made) => {
  const dashboard = Dashboard.parse(JSON.parse(dashboardText(made)))
  const texts = [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.map(({ query }) => JSON.stringify(query)),
  ]

  test('asks only for what is written', () => {
    const names = texts.flatMap(text => text.match(/\bcygnet_\w+/g) ?? [])
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter(name => !WRITTEN.has(name))).toEqual([])
  })

  test('uses only what can be chosen on it', () => {
    const used = texts.flatMap(text => [...text.matchAll(/\$(\w+)/g)].map(([, name = '']) => name))
    const known = [...dashboard.templating.list.map(({ name }) => name), '__rate_interval']
    expect(used.filter(name => !known.includes(name))).toEqual([])
  })

  test('has panels beside each other, none over another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (__, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([])
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
  })
})

test('alert rules ask only for what is written, and each has its story', () => {
  const read = (name: string): string =>
    readFileSync(new URL(`../prometheus/${name}`, import.meta.url), 'utf8')
  const rules = read('cygnet.rules.yml')
  const names = rules.match(/\bcygnet_\w+/g) ?? []
  expect(names.filter(name => !WRITTEN.has(name))).toEqual([])
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name)
  const told = new Set(
    [...read('cygnet.rules.test.yml').matchAll(/alertname: (\w+)\n\s+exp_alerts:(?! \[\])/g)].map(
      ([, name]) => name,
    ),
  )
  expect(alerts.length).toBeGreaterThan(10)
  expect(alerts.filter(name => !told.has(name))).toEqual([])
})

import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { DASHBOARDS } from '../../infra/grafana/dashboards.ts'
import { eventually } from '../../infra/lab/patience.ts'
import { freePort } from '../../infra/local/free-port.ts'
import { systemClock } from '../../runner/adapters/clock.ts'
import { MemoryDisk } from '../../runner/adapters/memory/disk.ts'
import { Backlog } from '../../runner/flows/monitor/backlog.ts'
import type { Outlet } from '../../runner/flows/monitor/outlets.ts'
import { sinksFor } from '../../runner/sinks.ts'
import { BEGIN, INSIDE, monitorOf, step } from '../fixtures/measured-network.ts'
import { asked, ServerProgram } from './server-program.ts'

const RULES = fileURLToPath(new URL('../../infra/prometheus', import.meta.url))
const HOSTILE = { ...INSIDE, child: 'a"b\\c' }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cygnet-prometheus-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What a gateway shows, and what its runner says of it. */
const gatewayWith = (listen: string, textfiles: string): { sinks: Outlet; said: string[] } => {
  const said: string[] = []
  const monitor = monitorOf({ prometheus: { listen } })
  const sinks = sinksFor(
    { ...monitor, paths: [...monitor.paths, HOSTILE] },
    {
      network: 'miskatonic',
      gateway: 'rlyeh',
      release: async () => await Promise.resolve(7),
      secret: undefined,
      textfiles,
      backlog: new Backlog(new MemoryDisk(), () => undefined),
      clock: systemClock,
      random: Math.random,
      say: line => void said.push(line),
    },
  )
  return { sinks, said }
}

const Vector = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
    ),
  }),
})

/** Values of a query, by a label. */
const queried = async (base: string, query: string, label: string): Promise<Record<string, string>> => {
  const { body } = await asked(`${base}/api/v1/query?${new URLSearchParams({ query }).toString()}`)
  const { result } = Vector.parse(JSON.parse(body)).data
  return Object.fromEntries(result.map(({ metric, value }) => [metric[label] ?? '', value[1]]))
}

test('Prometheus scrapes the endpoint, and node_exporter shows the same from the textfile', async () => {
  const [runner, node, prometheus] = [await freePort(), await freePort(), await freePort()]
  const textfiles = join(folder, 'textfiles')
  await mkdir(textfiles)
  const { sinks, said } = gatewayWith(`127.0.0.1:${runner}`, textfiles)
  await sinks.take(step(1, 5))
  await sinks.take(step(2, 1))
  expect((await stat(join(textfiles, 'cygnet.prom'))).mode & 0o777).toBe(0o644)
  expect(await readdir(textfiles)).toEqual(['cygnet.prom'])
  await using exporter = await ServerProgram.start(
    'prometheus-node-exporter',
    [
      '--collector.disable-defaults',
      '--collector.textfile',
      `--collector.textfile.directory=${textfiles}`,
      `--web.listen-address=127.0.0.1:${node}`,
    ],
    `http://127.0.0.1:${node}/metrics`,
  )
  const jobs = { cygnet: runner, node }
  const scrapes = Object.entries(jobs).map(
    ([name, port]) => `  - { job_name: ${name}, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }`,
  )
  await cp(join(RULES, 'cygnet.rules.yml'), join(folder, 'cygnet.rules.yml'))
  await writeFile(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s, evaluation_interval: 1s }\nrule_files: [cygnet.rules.yml]\nscrape_configs:\n${scrapes.join('\n')}\n`,
  )
  const base = `http://127.0.0.1:${prometheus}`
  await using server = await ServerProgram.start(
    'prometheus',
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${prometheus}`,
    ],
    `${base}/-/ready`,
  )
  await eventually('both are scraped', 30_000, async () => {
    const up = await queried(base, 'cygnet_runner_info', 'job')
    return Object.keys(up).length === 2 ? true : undefined
  })
  const lost = 'cygnet_tunnel_packets_lost_total{path="inside",child="lan"}'
  expect(await queried(base, lost, 'job')).toEqual({ cygnet: '6', node: '6' })
  const children = await queried(base, 'cygnet_tunnel_packets_sent_total{job="cygnet"}', 'child')
  expect(children).toEqual({ lan: '20', '': '20', [HOSTILE.child]: '0' })
  expect(await queried(base, 'cygnet_release_in_force', 'job')).toEqual({ cygnet: '7', node: '7' })
  const health = await asked(`${base}/api/v1/rules`)
  expect(new Set(health.body.match(/"health":"\w+"/g))).toEqual(new Set(['"health":"ok"']))
  await Promise.all([server.stop('SIGKILL'), exporter.stop('SIGKILL')])
  await sinks.stop()
  // The past is not shown as the present.
  expect(await readdir(textfiles)).toEqual([])
  expect(said).toEqual([])
})

test('promtool finds nothing to say of what is shown', async () => {
  const textfiles = join(folder, 'checked')
  await mkdir(textfiles)
  const { sinks } = gatewayWith('127.0.0.1:0', textfiles)
  const loss = { path: INSIDE, size: 'small', from: BEGIN, to: BEGIN + 2000, lost: 2, words: '' } as const
  await sinks.take(
    step(1, 5, {
      losses: [
        { ...loss, ongoing: false, cause: 'rekey' },
        { ...loss, ongoing: true, cause: 'size' },
      ],
      happenings: [{ at: BEGIN, kind: 'reauthentication', tunnel: 'ulthar', child: undefined, by: 'peer' }],
    }),
  )
  const input = await readFile(join(textfiles, 'cygnet.prom'))
  await sinks.stop()
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' })
  expect([status, stdout, stderr]).toEqual([0, '', ''])
})

test('every question of the dashboards is one that Prometheus understands', async () => {
  const asked = Object.values(DASHBOARDS)
    .flatMap(({ rows }) => rows.flat())
    .flatMap(({ queries }) => queries.map(({ expr }) => expr))
    .map(expr => expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$\w+/g, '.*'))
  const rules = asked.map((expr, index) => ({ record: `question_${index}`, expr }))
  // JSON is YAML.
  await writeFile(join(folder, 'questions.yml'), JSON.stringify({ groups: [{ name: 'questions', rules }] }))
  const { status, stderr } = spawnSync('promtool', ['check', 'rules', join(folder, 'questions.yml')], {
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  expect(asked.length).toBeGreaterThan(30)
})

test('promtool passes on the alert rules, their stories and the example', async () => {
  const here = join(folder, 'rules')
  await cp(RULES, here, { recursive: true })
  await writeFile(join(here, 'cygnet-token'), '')
  const promtool = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: here, encoding: 'utf8' })
    return [status, status === 0 ? '' : stdout + stderr]
  }
  expect(promtool('check', 'rules', '--lint=all', '--lint-fatal', 'cygnet.rules.yml')).toEqual([0, ''])
  expect(promtool('test', 'rules', 'cygnet.rules.test.yml')).toEqual([0, ''])
  expect(promtool('check', 'config', 'prometheus.yml')).toEqual([0, ''])
})

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MemoryDisk } from '../../runner/adapters/memory/disk.ts'
import { Backlog } from '../../runner/flows/monitor/backlog.ts'
import type { Outlet } from '../../runner/flows/monitor/outlets.ts'
import type { Clock } from '../../runner/ports/clock.ts'
import { sinksFor } from '../../runner/sinks.ts'
import { BEGIN, monitorOf, step } from '../fixtures/measured-network.ts'

const TOKEN = 'dG9rZW4=-only_for-tests=='

/**
 * InfluxDB 2.x as https://docs.influxdata.com/influxdb/v2/api/write-data/ has it: `POST /api/v2/write` with `org` (or `orgID`), `bucket` and `precision`,
 * `Authorization: Token`; 204 without a body, and errors as `{ code, message }`. A point with the series and time of another takes its place.
 */
class DocumentedInflux {
  readonly points = new Map<string, string>()
  readonly statuses: number[] = []
  buckets = new Set(['measurements'])
  /** Answers with this instead, so many times. */
  troubles: { readonly status: number; readonly retryAfter?: string }[] = []
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  async listen(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const { status, retryAfter } = this.troubles.shift() ?? { status: this.#judge(request, body) }
    this.statuses.push(status)
    if (status === 204) return void response.writeHead(204).end()
    const headers = { 'content-type': 'application/json', ...(retryAfter && { 'retry-after': retryAfter }) }
    return void response.writeHead(status, headers).end(JSON.stringify({ code: 'some', message: 'trouble' }))
  }

  #judge({ method, url = '', headers }: IncomingMessage, body: string): number {
    const { pathname, searchParams } = new URL(url, 'http://influx')
    if (pathname !== '/api/v2/write') return 404
    if (method !== 'POST') return 405
    if (headers.authorization !== `Token ${TOKEN}`) return 401
    if (searchParams.get('org') !== 'arkham') return 404
    if (!this.buckets.has(searchParams.get('bucket') ?? '')) return 404
    if (searchParams.get('precision') !== 'ms') return 400
    if (!headers['content-type']?.startsWith('text/plain')) return 415
    const points = body
      .split('\n')
      .filter(line => line !== '')
      .map(line => /^(\S+) (\S+=.+) (\d{13})$/.exec(line))
    if (points.includes(null)) return 400
    for (const [, series, fields = '', at] of points.flatMap(point => (point === null ? [] : [point])))
      this.points.set(`${series} ${at}`, fields)
    return 204
  }
}

let influx: DocumentedInflux
let base: string
let sinks: Outlet
let said: string[]
let pauses: number[]
beforeEach(async () => {
  ;[influx, said, pauses] = [new DocumentedInflux(), [], []]
  base = await influx.listen()
})
afterEach(async () => {
  await sinks.stop()
  await influx.close()
})

const clock: Clock = {
  now: () => new Date(BEGIN),
  elapsed: () => 0,
  wait: async milliseconds => {
    pauses.push(milliseconds)
    await sleep(1)
  },
}

const begin = (query = 'org=arkham&bucket=measurements', secret = TOKEN): Outlet =>
  (sinks = sinksFor(monitorOf({ influx: { url: `${base}/api/v2/write?${query}` } }), {
    network: 'm',
    gateway: 'rlyeh',
    release: async () => await Promise.resolve(1),
    secret,
    backlog: new Backlog(new MemoryDisk(), () => undefined),
    clock,
    random: () => 1,
    say: (line: string) => void said.push(line),
    textfiles: '/nonexistent',
  }))

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise(resolve => setImmediate(resolve))
}

test('what is pushed is there, once for each path and step', async () => {
  const here = begin()
  for (const number of [1, 2, 3]) await here.take(step(number))
  await until(() => influx.points.size === 6)
  expect([...influx.points].at(-1)).toEqual([
    `cygnet_tunnel,child=lan,gateway=rlyeh,network=m,path=inside,tunnel=ulthar ${BEGIN + 20_000}`,
    'sent=10i,lost=0i,rtt_best_seconds=0.01,rtt_mean_seconds=0.02,rtt_worst_seconds=0.03',
  ])
  expect(said).toEqual([])
})

test('overload and trouble are waited out, for as long as is asked', async () => {
  influx.troubles = [{ status: 429, retryAfter: '120' }, { status: 503, retryAfter: '30' }, { status: 500 }]
  const here = begin()
  await here.take(step(1))
  await until(() => said.includes('measurements are taken again'))
  expect(influx.points.size).toBe(2)
  expect(influx.statuses).toEqual([429, 503, 500, 204])
  expect(pauses).toEqual([120_000, 30_000, 20_000])
})

test('a bucket that is made later gets all that was measured before', async () => {
  influx.buckets.clear()
  const here = begin()
  for (const number of [1, 2]) await here.take(step(number))
  await until(() => influx.statuses.length >= 2)
  influx.buckets.add('measurements')
  await until(() => influx.points.size === 4)
  expect(said[0]).toMatch(/^measurements wait: 127\.0\.0\.1:\d+ answers 404: .*trouble/)
})

test('a token that is not good is waited for, and never told', async () => {
  await begin(undefined, 'wrong-token').take(step(1))
  await until(() => influx.statuses.length >= 2)
  expect(new Set(influx.statuses)).toEqual(new Set([401]))
  expect(said.join('\n')).toMatch(/answers 401/)
  expect(said.join('\n')).not.toContain('wrong-token')
})

test('what is malformed, too large or not allowed holds nothing up', async () => {
  influx.troubles = [{ status: 400 }, { status: 413 }, { status: 422 }]
  const here = begin()
  for (const number of [1, 2, 3]) {
    await here.take(step(number))
    await until(() => influx.statuses.length === number)
  }
  await here.take(step(4))
  await until(() => influx.points.size === 2)
  expect(said).toEqual(
    [400, 413, 422].map(status => expect.stringContaining(`are gone: ${base.slice(7)} answers ${status}`)),
  )
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { eventually } from '../../infra/lab/patience.ts'
import { freePort } from '../../infra/local/free-port.ts'
import { MemoryDisk } from '../../runner/adapters/memory/disk.ts'
import { Backlog } from '../../runner/flows/monitor/backlog.ts'
import type { Outlet } from '../../runner/flows/monitor/outlets.ts'
import type { Clock } from '../../runner/ports/clock.ts'
import { sinksFor } from '../../runner/sinks.ts'
import { BEGIN, INSIDE, monitorOf, step } from '../fixtures/measured-network.ts'
import { asked, ServerProgram } from './server-program.ts'

const [USER, PASSWORD] = ['cygnet', 'only for tests'] as const

/** Pauses between attempts are moments here. */
const clock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  wait: async () => await sleep(20),
}

/** InfluxDB 1.6 on a folder of its own, which it keeps when it ends. */
class Influx {
  readonly #config: string
  readonly base: string
  #program: ServerProgram | undefined

  constructor(config: string, port: number) {
    this.#config = config
    this.base = `http://127.0.0.1:${port}`
  }

  async start(): Promise<void> {
    this.#program = await ServerProgram.start('influxd', ['-config', this.#config], `${this.base}/ping`)
  }

  async stop(signal?: 'SIGKILL'): Promise<void> {
    await this.#program?.stop(signal)
  }

  /** Rows of the first series, each as a list in the order of its columns. */
  async query(q: string): Promise<unknown[][]> {
    const query = new URLSearchParams({ q, db: 'cygnet', epoch: 'ms', u: USER, p: PASSWORD })
    const { body } = await asked(`${this.base}/query?${query.toString()}`, 'POST')
    const Answer = z.object({
      results: z.array(
        z.object({ series: z.array(z.object({ values: z.array(z.array(z.unknown())) })).default([]) }),
      ),
    })
    return Answer.parse(JSON.parse(body)).results[0]?.series[0]?.values ?? []
  }
}

let folder: string
let influx: Influx
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cygnet-influx-'))
  const [http, rpc] = [await freePort(), await freePort()]
  const config = `
    reporting-disabled = true
    bind-address = "127.0.0.1:${rpc}"
    [meta]
      dir = "${folder}/meta"
    [data]
      dir = "${folder}/data"
      wal-dir = "${folder}/wal"
    [http]
      bind-address = "127.0.0.1:${http}"
      auth-enabled = true
  `
  await writeFile(join(folder, 'influxdb.conf'), config)
  influx = new Influx(join(folder, 'influxdb.conf'), http)
  await influx.start()
  await influx.query(`CREATE USER ${USER} WITH PASSWORD '${PASSWORD}' WITH ALL PRIVILEGES`)
})
afterAll(async () => {
  await influx.stop('SIGKILL')
  await rm(folder, { recursive: true })
})

/** A gateway of its own for each test, and what its runner said. */
const gatewayOf = (gateway: string, base = influx.base, secret = `${USER}:${PASSWORD}`) => {
  const said: string[] = []
  const disk = new MemoryDisk()
  const begin = (): Outlet =>
    sinksFor(monitorOf({ influx: { url: `${base}/write?db=cygnet` } }), {
      network: 'miskatonic',
      gateway,
      release: async () => await Promise.resolve(1),
      secret,
      backlog: new Backlog(disk, line => void said.push(line)),
      clock,
      random: () => 1,
      say: (line: string) => void said.push(line),
      textfiles: join(folder, 'none'),
    })
  return { said, disk, begin }
}

const rowsOf = (gateway: string): Promise<unknown[][]> =>
  influx.query(`SELECT sent, lost FROM cygnet_tunnel WHERE path = 'inside' AND gateway = '${gateway}'`)

const beginnings = (count: number): number[] => Array.from({ length: count }, (_, at) => BEGIN + at * 10_000)

/** Waits until the database has as many rows; then there must be no other. */
const holds = async (gateway: string, count: number): Promise<unknown[][]> =>
  await eventually(`${count} points of ${gateway}`, 30_000, async () => {
    const rows = await rowsOf(gateway)
    return rows.length >= count ? rows : undefined
  })

test('after an outage of a minute, with a restart of the runner in it, the series has no hole and no double', async () => {
  await influx.query('CREATE DATABASE cygnet')
  const { said, disk, begin } = gatewayOf('rlyeh')
  const first = begin()
  for (const number of [1, 2, 3]) await first.take(step(number))
  await holds('rlyeh', 3)
  await influx.stop()
  for (const number of [4, 5, 6]) await first.take(step(number, 1))
  await first.stop()
  const told = said.length
  const second = begin()
  for (const number of [7, 8, 9]) await second.take(step(number, 1))
  await eventually('the new one has found it away', 30_000, async () =>
    said.length > told ? true : undefined,
  )
  await influx.start()
  for (const number of [10, 11, 12]) await second.take(step(number))
  const rows = await holds('rlyeh', 12)
  await second.stop()
  expect(rows.map(([at]) => at)).toEqual(beginnings(12))
  expect(rows.map(([, sent]) => sent)).toEqual(Array.from({ length: 12 }, () => 10))
  expect(rows.map(([, , lost]) => lost)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0])
  expect([...disk.files.keys()]).toEqual([])
  expect(said.at(-1)).toBe('measurements are taken again')
  expect(said.join('\n')).not.toContain(PASSWORD)
})

test('what the database took without being able to say so is sent again, and is there once', async () => {
  await using forgetful = await ForgetfulProxy.before(influx.base)
  const { begin } = gatewayOf('ulthar', forgetful.base)
  const sinks = begin()
  await sinks.take(step(1))
  await sinks.take(step(2))
  await eventually('the answers were lost', 30_000, async () => (forgetful.lost >= 2 ? true : undefined))
  forgetful.loses = false
  await sinks.take(step(3))
  const rows = await holds('ulthar', 3)
  await sinks.stop()
  expect(rows.map(([at]) => at)).toEqual(beginnings(3))
})

test('a wrong password and a missing database are waited for', async () => {
  const { said, disk, begin } = gatewayOf('innsmouth', influx.base, `${USER}:wrong`)
  const wrong = begin()
  await wrong.take(step(1))
  await eventually('it is refused', 30_000, async () => said.find(line => line.includes('401')))
  await wrong.stop()
  await influx.query('DROP DATABASE cygnet')
  const right = gatewayOf('innsmouth')
  for (const [path, file] of disk.files) right.disk.files.set(path, file)
  const sinks = right.begin()
  await eventually('it is missing', 30_000, async () => right.said.find(line => line.includes('404')))
  await influx.query('CREATE DATABASE cygnet')
  expect(await holds('innsmouth', 1)).toEqual([[BEGIN, 10, 0]])
  await sinks.stop()
})

test('names and words with the marks of the protocol come back as they were', async () => {
  const { begin } = gatewayOf('hostile')
  const words = 'say "no", \\ then = and ☂'
  const loss = { path: { ...INSIDE, child: 'a, b=c' }, size: 'large' as const, from: BEGIN, to: BEGIN + 3100 }
  const sinks = begin()
  await sinks.take(step(1, 3, { losses: [{ ...loss, lost: 3, ongoing: false, cause: 'size', words }] }))
  const rows = await eventually('the loss', 30_000, async () => {
    const found = await influx.query(
      `SELECT seconds, words, child FROM cygnet_loss WHERE gateway = 'hostile'`,
    )
    return found.length > 0 ? found : undefined
  })
  await sinks.stop()
  expect(rows).toEqual([[BEGIN, 3.1, words, 'a, b=c']])
})

/** Passes every request on, and loses the answers. */
class ForgetfulProxy implements AsyncDisposable {
  loses = true
  lost = 0
  readonly #server: Server

  private constructor(to: string) {
    this.#server = createServer((request, response) => {
      const { method, url = '', headers } = request
      const onward = httpRequest(new URL(url, to), { method, headers, agent: false }, answer => {
        answer.resume()
        if (!this.loses) return response.writeHead(answer.statusCode ?? 500).end()
        this.lost += 1
        return response.destroy()
      })
      request.pipe(onward)
    })
  }

  static async before(to: string): Promise<ForgetfulProxy> {
    const proxy = new ForgetfulProxy(to)
    await new Promise<void>(resolve => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get base(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }
}

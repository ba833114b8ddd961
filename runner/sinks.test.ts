import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../infra/local/free-port.ts'
import type { Bundle } from '../schema/wire/bundle.ts'
import type { Monitor } from '../schema/wire/monitor.ts'
import { monitorOf, step } from '../test/fixtures/measured-network.ts'
import { RLYEH } from '../test/fixtures/rlyeh-in-memory.ts'
import { systemClock } from './adapters/clock.ts'
import { MemoryDisk } from './adapters/memory/disk.ts'
import { Backlog } from './flows/monitor/backlog.ts'
import type { Outlet } from './flows/monitor/outlets.ts'
import { sinksFor, sinksOn } from './sinks.ts'

let folder: string
let textfiles: string
let sinks: Outlet | undefined
const said: string[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cygnet-sinks-'))
  textfiles = join(folder, 'textfiles')
  said.length = 0
})
afterEach(async () => {
  await sinks?.stop()
  sinks = undefined
  await rm(folder, { recursive: true })
})

const begin = (monitor: Partial<Monitor>, disk = new MemoryDisk(), secret?: string): Outlet =>
  (sinks = sinksFor(monitorOf(monitor), {
    network: 'm',
    gateway: 'rlyeh',
    release: async () => await Promise.resolve(1),
    secret,
    backlog: new Backlog(disk, line => void said.push(line)),
    clock: systemClock,
    random: Math.random,
    say: (line: string) => void said.push(line),
    textfiles,
  }))

const ask = async (port: number, path = '/metrics', method = 'GET') => {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; body: string }>()
  request({ host: '127.0.0.1', port, path, method, agent: false }, response => {
    text(response).then(body => resolve({ status: response.statusCode, body }), reject)
  })
    .on('error', reject)
    .end()
  return await promise
}

test('the textfile is written where there is a folder for it; that there is none is said once', async () => {
  const here = begin({ prometheus: {} })
  await here.take(step(1))
  await here.take(step(2))
  expect(said).toEqual([`no textfile for Prometheus: there is no ${textfiles}`])
  await mkdir(textfiles)
  await here.take(step(3))
  expect(await readFile(join(textfiles, 'cygnet.prom'), 'utf8')).toContain('cygnet_release_in_force')
  expect(said).toHaveLength(1)
})

test('a folder that leads elsewhere is not followed, nor is a file in it', async () => {
  const elsewhere = join(folder, 'elsewhere')
  await mkdir(elsewhere)
  await symlink(elsewhere, textfiles)
  const here = begin({ prometheus: {} })
  await here.take(step(1))
  expect(await readdir(elsewhere)).toEqual([])
  expect(said).toHaveLength(1)
  await rm(textfiles)
  await mkdir(textfiles)
  await writeFile(join(folder, 'precious'), 'precious')
  for (const name of ['cygnet.prom', 'cygnet.prom.new'])
    await symlink(join(folder, 'precious'), join(textfiles, name))
  await here.take(step(2))
  expect(await readFile(join(folder, 'precious'), 'utf8')).toBe('precious')
  expect(await readFile(join(textfiles, 'cygnet.prom'), 'utf8')).toContain('cygnet_')
})

test('what an earlier topology had shown goes when nobody wants it any more', async () => {
  await mkdir(textfiles)
  await writeFile(join(textfiles, 'cygnet.prom'), 'cygnet_old 1\n')
  const disk = new MemoryDisk([
    ['/var/lib/cygnet/unsent/0000000001-10.gz', { bytes: new Uint8Array(10), mode: 0o600 }],
  ])
  await begin({}, disk).take(step(1))
  expect(await readdir(textfiles)).toEqual([])
  expect([...disk.files.keys()]).toEqual([])
})

test('the endpoint answers GET /metrics and nothing else', async () => {
  const port = await freePort()
  const here = begin({ prometheus: { listen: `127.0.0.1:${port}` } })
  await here.take(step(1, 3))
  expect(await ask(port)).toMatchObject({
    status: 200,
    body: expect.stringContaining('cygnet_tunnel_packets_lost_total'),
  })
  expect((await ask(port, '/metrics?name=x')).status).toBe(200)
  for (const path of ['/', '/metrics/', '/metricsx', '//metrics', '/../metrics', '/etc/passwd'])
    expect([path, (await ask(port, path)).status]).toEqual([path, 404])
  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])
    expect([method, (await ask(port, '/metrics', method)).status]).toEqual([method, 405])
  await here.stop()
  await expect(ask(port)).rejects.toThrow('ECONNREFUSED')
})

test('an address that comes later is listened on then', async () => {
  const port = await freePort()
  const other = createServer()
  await new Promise<void>(resolve => other.listen(port, '127.0.0.1', resolve))
  const here = begin({ prometheus: { listen: `127.0.0.1:${port}` } })
  await mkdir(textfiles)
  await here.take(step(1))
  await here.take(step(2))
  expect(said).toEqual([expect.stringMatching(/^metrics are not shown: .*EADDRINUSE/)])
  await new Promise(resolve => other.close(resolve))
  await here.take(step(3))
  expect((await ask(port)).status).toBe(200)
})

test('many that connect and say nothing, or never end, keep nobody out for long nor end the runner', async () => {
  const port = await freePort()
  const here = begin({ prometheus: { listen: `127.0.0.1:${port}` } })
  await mkdir(textfiles)
  await here.take(step(1))
  const silent = Array.from({ length: 40 }, () => connect(port, '127.0.0.1').on('error', () => undefined))
  await Promise.all(silent.map(socket => new Promise(resolve => socket.once('connect', resolve))))
  silent[0]?.write('GET /metrics HTTP/1.1\r\nx: ')
  silent[1]?.write(`GET /metrics HTTP/1.1\r\nx: ${'a'.repeat(100_000)}`)
  for (const socket of silent) socket.destroy()
  await here.take(step(2))
  let answer = await ask(port).catch(() => undefined)
  while (answer === undefined) answer = await ask(port).catch(() => undefined)
  expect(answer.status).toBe(200)
})

test('an address without a database is said at once, and costs nothing', async () => {
  const disk = new MemoryDisk()
  const here = begin(
    { influx: { url: 'https://influx.example/write?precision=s' } },
    disk,
    'user:secret-word',
  )
  await here.take(step(1))
  await here.stop()
  expect(said).toEqual(['monitor.influx: its address names no db, so nothing is sent'])
  expect(disk.files.size).toBe(0)
})

test('a token that cannot be opened is said, and Prometheus gets what it gets', async () => {
  const port = await freePort()
  const bundle: Bundle = {
    ...RLYEH,
    monitor: monitorOf({
      prometheus: { listen: `127.0.0.1:${port}` },
      influx: { url: 'https://influx.example/write?db=x', token: 'monitor_token' },
    }),
  }
  const say = (line: string): void => void said.push(line)
  const kept = '/var/lib/cygnet/unsent/0000000001-10.gz'
  const disk = new MemoryDisk([[kept, { bytes: new Uint8Array(10), mode: 0o600 }]])
  sinks = await sinksOn({ clock: systemClock, random: Math.random, say }, () => disk)(bundle)
  await sinks.take(step(1))
  // Another token may come.
  expect([...disk.files.keys()]).toEqual([kept])
  expect((await ask(port)).status).toBe(200)
  expect(said[0]).toMatch(/^monitor\.influx: .*monitor_token/)
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Monitor, MonitoredPath } from '../../schema/wire/monitor.ts'
import { idleGateway } from './idle-poll.ts'
import { treeCost } from './process-tree.ts'
import { aimTable } from './tables.ts'

/** Targets, of which half are below tunnels and half inside of them. */
const TARGETS = 200

/** Seconds: until everything runs as it does for months, and how long it is looked at then. */
const [WARM, LOOK] = [45, 120] as const

const [BELOW, INSIDE] = ['10.64', '10.65'] as const
const own = (room: string): string => `${room}.255.1`

const paths: MonitoredPath[] = Array.from({ length: TARGETS / 2 }, (_, at) => {
  const tunnel = `tunnel-${String(at).padStart(3, '0')}`
  return [
    { tunnel, from: own(BELOW), to: `${BELOW}.0.${at + 1}`, largest: 1500 },
    { tunnel, child: 'lan', from: own(INSIDE), to: `${INSIDE}.0.${at + 1}`, largest: 1422 },
  ]
}).flat()

/** What each program costs: percent of one core, and resident memory in MiB at its most. */
interface Row {
  readonly what: string
  readonly cpu: number
  readonly memory: number
}

/**
 * What measuring 200 targets every second costs, beside bare fping that asks the same targets at the same time. Everything is on: textfile, address,
 * database, reports. Wants mounts and a network of its own, in which every address of 10.64.0.0/15 answers.
 */
export const monitorTable = async (): Promise<string> => {
  await mkdir('/var/lib/prometheus/node-exporter', { recursive: true })
  const taken = { lines: 0 }
  await using database = await lineCounter(taken)
  const monitor: Monitor = {
    every: 1,
    paths,
    prometheus: { listen: '127.0.0.1:9469' },
    influx: { url: `${database.url}/write?db=cygnet` },
  }
  await using gateway = await idleGateway('miskatonic', 'rlyeh', monitor)
  const pace = ['-l', '-D', '-p', '1000', '-t', '1000', '-i', '10']
  const fpings = [BELOW, INSIDE].map(room => {
    const targets = paths.filter(({ from }) => from === own(room)).map(({ to }) => to)
    return ['fping', ...pace, '-S', own(room), '--', ...targets]
  })
  const [bare, service] = await Promise.all([watched('bare', fpings), watched('service', [gateway.service])])
  if (taken.lines < (TARGETS * LOOK) / 20) throw new Error(`the database was sent ${taken.lines} lines only`)
  return [
    '| | CPU, of one core | resident memory |',
    '| --- | --- | --- |',
    ...[
      { ...bare, what: `bare \`fping\`, ${fpings.length} processes` },
      { ...service, what: '`cygnet-runner run` with its `fping`' },
    ].map(({ what, cpu, memory }) => `| ${what} | ${cpu.toFixed(2)} % | ${memory.toFixed(0)} MiB |`),
    '',
    `All in all the service takes ${(service.cpu / bare.cpu).toFixed(1)} times the CPU of bare \`fping\`.`,
    '',
    aimTable([
      { what: 'CPU of the service, all in all', is: service.cpu, unit: ' %', atMost: 5 },
      { what: 'memory of the service, all in all', is: service.memory, unit: ' MiB', atMost: 80 },
    ]),
  ].join('\n')
}

/** Starts programs, lets them settle, and looks at what they and their children cost from then on. */
const watched = async (what: string, programs: readonly (readonly string[])[]): Promise<Row> => {
  const children = programs.map(([command = '', ...args]) => spawn(command, args, { stdio: 'ignore' }))
  try {
    await sleep(WARM * 1000)
    const pids = children.map(({ pid = 0 }) => pid)
    const before = treeCost(pids)
    let memory = before.memory
    for (let seconds = 0; seconds < LOOK; seconds += 5) {
      await sleep(5000)
      memory = Math.max(memory, treeCost(pids).memory)
    }
    const ended = children.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null)
    if (ended !== undefined) throw new Error(`${ended.spawnfile} ended by itself`)
    return { what, cpu: ((treeCost(pids).cpu - before.cpu) / LOOK) * 100, memory }
  } finally {
    for (const child of children) {
      const gone = child.exitCode === null ? once(child, 'exit') : undefined
      child.kill()
      await gone
    }
  }
}

/** A database that takes everything and keeps nothing. */
const lineCounter = async (taken: { lines: number }): Promise<AsyncDisposable & { readonly url: string }> => {
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 10) taken.lines += 1
    })
    request.on('end', () => response.writeHead(204).end())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

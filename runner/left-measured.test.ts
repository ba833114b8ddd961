import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Bundle } from '../schema/wire/bundle.ts'
import type { Monitor } from '../schema/wire/monitor.ts'
import { monitorOf } from '../test/fixtures/measured-network.ts'
import { RLYEH } from '../test/fixtures/rlyeh-in-memory.ts'
import { systemClock } from './adapters/clock.ts'
import { MemoryDisk } from './adapters/memory/disk.ts'
import { Backlog } from './flows/monitor/backlog.ts'
import { MonitorFlow } from './flows/monitor/monitor.ts'
import { hasLeftMeasured } from './left-measured.ts'
import { sinksFor } from './sinks.ts'

const UNSENT = '/var/lib/cygnet/unsent/0000000001-10.gz'

let folder: string
let disk: MemoryDisk
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'cygnet-left-')), 'textfiles')
  await mkdir(folder)
  disk = new MemoryDisk()
})
afterEach(async () => await rm(join(folder, '..'), { recursive: true }))

const leave = async (): Promise<void> => {
  await writeFile(join(folder, 'cygnet.prom'), 'cygnet_old 1\n')
  disk.files.set(UNSENT, { bytes: new Uint8Array(10), mode: 0o600 })
}

/** What is left: textfiles, and what waits for a database. */
const left = async (): Promise<string[]> => [...(await readdir(folder)), ...disk.files.keys()]

/** A monitor as the service has it, of a process that has just begun. */
const begun = () => {
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const backlog = new Backlog(disk, say)
  const flow = new MonitorFlow({
    clock: systemClock,
    say,
    echoes: {
      watch: async (_, __, ___, signal) =>
        await new Promise(resolve => signal.addEventListener('abort', () => resolve())),
      passes: async () => await Promise.resolve(undefined),
    },
    happenings: { follow: async () => await Promise.resolve() },
    look: disk,
    summary: () => ({ take: async () => await Promise.resolve(), stop: async () => await Promise.resolve() }),
    outlets: async ({ network, gateway, monitor = { every: 1, paths: [] } }) =>
      await Promise.resolve(
        sinksFor(monitor, {
          network,
          gateway,
          release: async () => await Promise.resolve(1),
          secret: undefined,
          backlog,
          clock: systemClock,
          random: Math.random,
          say,
          textfiles: folder,
        }),
      ),
  })
  return { flow, said }
}

const asking = (monitor: Partial<Monitor>): Bundle => ({ ...RLYEH, monitor: monitorOf(monitor) })

test('a process before this one that measured is noticed by what it left', async () => {
  expect(await hasLeftMeasured(disk, folder)).toBe(false)
  await writeFile(join(folder, 'cygnet.prom'), '')
  expect(await hasLeftMeasured(disk, folder)).toBe(true)
  await rm(join(folder, 'cygnet.prom'))
  await leave()
  await rm(join(folder, 'cygnet.prom'))
  expect(await hasLeftMeasured(disk, folder)).toBe(true)
})

test('a bundle without a monitor has all of it forgotten, also by a process that never measured', async () => {
  await leave()
  const { flow, said } = begun()
  flow.follow(RLYEH)
  await expect.poll(left).toEqual([])
  expect(said).toEqual([])
})

test('so has one that comes after a bundle with a monitor', async () => {
  const { flow } = begun()
  flow.follow(asking({ prometheus: {} }))
  await leave()
  flow.follow(RLYEH)
  await expect.poll(left).toEqual([])
  flow.follow(undefined)
})

test('a process that only ends leaves what waits for a database to the next', async () => {
  const { flow } = begun()
  // An address that names no database: nothing is sent there, and nothing is forgotten.
  flow.follow(asking({ influx: { url: 'https://influx.example/write' } }))
  await leave()
  flow.follow(undefined)
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(await left()).toContain(UNSENT)
})

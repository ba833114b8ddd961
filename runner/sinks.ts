import type { Bundle } from '../schema/wire/bundle.ts'
import type { Monitor } from '../schema/wire/monitor.ts'
import { realDisk } from './adapters/disk.ts'
import { influxDatabase } from './adapters/monitor/influx-https.ts'
import { metricsEndpoint } from './adapters/monitor/metrics-endpoint.ts'
import { metricsTextfile, TEXTFILES } from './adapters/monitor/metrics-textfile.ts'
import { writeTarget } from './core/monitor/influx-target.ts'
import { Tally } from './core/monitor/tally.ts'
import { loadJournal } from './flows/change/journal-file.ts'
import { openToken } from './flows/keys/open-token.ts'
import { Backlog } from './flows/monitor/backlog.ts'
import { Exposition } from './flows/monitor/expose.ts'
import type { Outlet } from './flows/monitor/outlets.ts'
import { Push } from './flows/monitor/push.ts'
import type { Clock } from './ports/clock.ts'
import type { Disk } from './ports/disk.ts'
import type { Measurement } from './ports/measurements.ts'
import { VERSION } from './version.ts'

/** What places where measurements go work with. */
export interface SinkPorts {
  readonly network: string
  readonly gateway: string
  /** The release in force, asked for at every step. */
  readonly release: () => Promise<number | undefined>
  /** The secret of the database, opened; it stays in memory. Undefined where it has none; null where it cannot be opened: nothing is pushed. */
  readonly secret: string | undefined | null
  /** What waits for the database: one for the life of the process, whatever bundles come and go. */
  readonly backlog: Backlog
  readonly clock: Clock
  readonly random: () => number
  readonly say: (line: string) => void
  /** Of node_exporter; for tests. */
  readonly textfiles?: string
}

/**
 * All places that a bundle's `monitor` names (`docs/protocol.md` §3.7): node_exporter's textfile and an address for Prometheus, an InfluxDB. Neither
 * `take` nor `stop` throws. What a place lacks is said once, and tried again.
 */
export const sinksFor = (monitor: Monitor, ports: SinkPorts): Outlet => {
  const sinks = [prometheusSink(monitor, ports), influxSink(monitor, ports)]
  let said = ''
  const all = async (task: (sink: Outlet) => Promise<void>): Promise<void> => {
    for (const outcome of await Promise.allSettled(sinks.map(task))) {
      const words = outcome.status === 'rejected' ? `measurements: ${String(outcome.reason)}` : said
      if (words !== said) ports.say(words)
      said = words
    }
  }
  return { take: (what: Measurement) => all(sink => sink.take(what)), stop: () => all(sink => sink.stop()) }
}

/**
 * The same on a real gateway, bundle by bundle: with the secret that the bundle names, opened, and the release that the journal tells. A secret that cannot
 * be opened is said, and nothing is pushed; the rest is as it was.
 */
export const sinksOn = (
  { clock, say, random }: Pick<SinkPorts, 'clock' | 'say' | 'random'>,
  disks: () => Disk = realDisk,
): ((bundle: Bundle) => Promise<Outlet>) => {
  const backlog = new Backlog(disks(), say)
  // Nothing is written to it: before it writes, a disk sees to what it has read, and others write that.
  const look = disks()
  const release = async (): Promise<number | undefined> => {
    // The turn that reads a journal that cannot be read has said so.
    const journal = await loadJournal(look).catch(() => undefined)
    return journal?.inForce?.release
  }
  return async bundle => {
    const secret = await openToken(look, bundle).catch((error: unknown) => {
      say(`monitor.influx: ${error instanceof Error ? error.message : String(error)}`)
      return null
    })
    const { network, gateway, monitor = NOTHING } = bundle
    return sinksFor(monitor, { network, gateway, release, secret, backlog, clock, random, say })
  }
}

const NOTHING: Monitor = { every: 1, paths: [] }

const prometheusSink = ({ prometheus, paths, every }: Monitor, ports: SinkPorts): Outlet => {
  const file = metricsTextfile(ports.textfiles ?? TEXTFILES)
  // What an earlier topology wanted is not shown for ever.
  if (prometheus === undefined) return { take: once(() => file.withdraw()), stop: nothing }
  const { network, gateway, release, say } = ports
  const places = prometheus.listen === undefined ? [file] : [file, metricsEndpoint(prometheus.listen)]
  const exporter = async () => ({ network, gateway, version: VERSION, release: await release() })
  const exposition = new Exposition(new Tally(paths, every), exporter, places, say)
  return { take: what => exposition.take(what), stop: () => exposition.withdraw() }
}

const influxSink = ({ influx, paths }: Monitor, ports: SinkPorts): Outlet => {
  const { network, gateway, backlog, clock, random, say } = ports
  if (influx === undefined) return { take: once(() => backlog.forget()), stop: nothing }
  if (ports.secret === null) return { take: nothing, stop: nothing }
  const target = writeTarget(influx, ports.secret)
  if ('wrong' in target) {
    say(`monitor.influx: ${target.wrong}, so nothing is sent`)
    return { take: nothing, stop: nothing }
  }
  const known = new Set(paths.map(({ tunnel }) => tunnel))
  const database = influxDatabase(target)
  const push = new Push({ database, backlog, clock, random, say }, { network, gateway }, known)
  const stopped = new AbortController()
  const running = push.run(stopped.signal)
  return {
    take: what => push.take(what),
    stop: async () => {
      stopped.abort()
      await running
    },
  }
}

const once = (task: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined
  return () => (done ??= task())
}

const nothing = (): Promise<void> => Promise.resolve()

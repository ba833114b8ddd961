import type { Monitor } from '../schema/wire/monitor.ts'
import { influxDatabase } from './adapters/influx-https.ts'
import { metricsEndpoint } from './adapters/metrics-endpoint.ts'
import { metricsTextfile, TEXTFILES } from './adapters/metrics-textfile.ts'
import { writeTarget } from './core/monitor/influx-target.ts'
import { Tally } from './core/monitor/tally.ts'
import { Backlog } from './flows/backlog.ts'
import { Exposition } from './flows/expose.ts'
import { Push } from './flows/push.ts'
import type { Clock } from './ports/clock.ts'
import type { Disk } from './ports/disk.ts'
import type { Measurement, Measurements } from './ports/measurements.ts'
import { VERSION } from './version.ts'

/** Where measurements go beside the reports. They take until `stop`, which keeps what no database took yet. */
export interface Sinks extends Measurements {
  stop(): Promise<void>
}

export interface SinkPorts {
  readonly network: string
  readonly gateway: string
  /** The release in force, asked for each time that somebody is told. */
  readonly release: () => number | undefined
  /** The secret of the database, opened; it stays in memory. Undefined where it has none. */
  readonly secret: string | undefined
  readonly disk: Disk
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
export const sinksFor = (monitor: Monitor, ports: SinkPorts): Sinks => {
  const sinks = [prometheusSink(monitor, ports), influxSink(monitor, ports)]
  const all = async (task: (sink: Sinks) => Promise<void>): Promise<void> => {
    for (const outcome of await Promise.allSettled(sinks.map(task)))
      if (outcome.status === 'rejected') ports.say(`measurements: ${String(outcome.reason)}`)
  }
  return { take: (what: Measurement) => all(sink => sink.take(what)), stop: () => all(sink => sink.stop()) }
}

const prometheusSink = ({ prometheus, paths }: Monitor, ports: SinkPorts): Sinks => {
  const file = metricsTextfile(ports.textfiles ?? TEXTFILES)
  // What an earlier topology wanted is not shown for ever.
  if (prometheus === undefined) return { take: once(() => file.withdraw()), stop: nothing }
  const { network, gateway, release, say } = ports
  const places = prometheus.listen === undefined ? [file] : [file, metricsEndpoint(prometheus.listen)]
  const exporter = () => ({ network, gateway, version: VERSION, release: release() })
  const exposition = new Exposition(new Tally(paths), exporter, places, say)
  return { take: what => exposition.take(what), stop: () => exposition.withdraw() }
}

const influxSink = ({ influx, paths }: Monitor, ports: SinkPorts): Sinks => {
  const { network, gateway, disk, clock, random, say } = ports
  const backlog = new Backlog(disk, say)
  if (influx === undefined) return { take: once(() => backlog.forget()), stop: nothing }
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

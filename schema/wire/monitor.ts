import * as z from 'zod/mini'
import { SectionName } from './names.ts'

/** Most paths that one gateway measures. */
export const MAX_PATHS = 4096

const Address = z.string().check(z.regex(/^[0-9A-Fa-f:.]{2,45}$/))

/**
 * A way that packets take and that is measured: through one CHILD SA, from inside address to inside address, or below the
 * tunnel, from one gateway's own address to the other's (`child` left out).
 */
export const MonitoredPath = z.strictObject({
  tunnel: SectionName,
  child: z.optional(SectionName),
  from: Address,
  to: Address,
  /** Bytes of the largest IP packet that should pass whole; left out where nobody can know. */
  largest: z.optional(z.int().check(z.minimum(576), z.maximum(65_535))),
})

/** Where measurements are pushed: an InfluxDB of 1.x or 2.x, and the secret (of the bundle's) that opens it. */
export const InfluxTarget = z.strictObject({
  url: z.string().check(z.regex(/^https?:\/\/[!-~]{1,500}$/)),
  token: z.optional(SectionName),
})

/** Where Prometheus finds what is measured. Always the textfile of node_exporter; an address beside, where one is given. */
export const PrometheusTarget = z.strictObject({
  listen: z.optional(z.string().check(z.regex(/^[0-9A-Fa-f:.[\]]{2,45}:\d{1,5}$/))),
})

/** What a gateway measures all the time, and where that goes beside its reports. `docs/protocol.md` §3.7. */
export const Monitor = z.strictObject({
  /** Seconds between two probes of a path. */
  every: z.int().check(z.minimum(1), z.maximum(3600)),
  /** Sorted by tunnel and child, the path below a tunnel first. */
  paths: z.array(MonitoredPath).check(z.maxLength(MAX_PATHS)),
  prometheus: z.optional(PrometheusTarget),
  influx: z.optional(InfluxTarget),
})

export type Monitor = z.infer<typeof Monitor>
export type MonitoredPath = z.infer<typeof MonitoredPath>
export type InfluxTarget = z.infer<typeof InfluxTarget>
export type PrometheusTarget = z.infer<typeof PrometheusTarget>

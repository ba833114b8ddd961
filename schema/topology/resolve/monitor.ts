import type { MonitorText } from '../document/operation.ts'
import type { CodedFinding } from '../finding.ts'
import type { AddressAndPort, Influx, Listen, Monitor } from '../operation.ts'
import type { Path } from '../topology.ts'
import { type Sites, siteAt } from './sites.ts'

const AT: Path = ['monitor']

/** Measurements, with their defaults. */
export const resolveMonitor = (
  text: MonitorText | undefined,
  sites: Sites,
  findings: CodedFinding[],
): Monitor | undefined =>
  text && {
    at: AT,
    every: text.every ?? 1,
    influx: influxOf(text.influx),
    prometheus: text.prometheus ? { listen: listensOf(text.prometheus, sites, findings) } : undefined,
  }

const influxOf = (text: MonitorText['influx']): Influx | undefined => {
  const at = [...AT, 'influx']
  if (text === undefined) return undefined
  if (typeof text === 'string') return { at, url: text, token: undefined }
  const token = text.token === undefined ? undefined : { at: [...at, 'token'], name: text.token }
  return { at: [...at, 'url'], url: text.url, token }
}

/** Sorted by gateway. */
const listensOf = (
  text: NonNullable<MonitorText['prometheus']>,
  sites: Sites,
  findings: CodedFinding[],
): Listen[] => {
  if (typeof text === 'boolean' || text.listen === undefined) return []
  const at = [...AT, 'prometheus', 'listen']
  if (isOne(text.listen)) return [{ at, gateway: undefined, ...text.listen }]
  return Object.entries(text.listen)
    .filter(([name]) => siteAt(sites, name, [...at, name], true, findings) !== undefined)
    .map(([gateway, listen]) => ({ at: [...at, gateway], gateway, ...listen }))
    .sort((a, b) => (a.gateway < b.gateway ? -1 : 1))
}

const isOne = (text: AddressAndPort | Readonly<Record<string, AddressAndPort>>): text is AddressAndPort =>
  typeof text.port === 'number'

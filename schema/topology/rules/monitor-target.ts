import type { Rule } from '../finding.ts'

/** An address of InfluxDB to which no gateway could write. */
export const monitorTarget: Rule = {
  code: 'monitor-target',
  level: 'error',
  trap: {
    when: 'the address of `monitor.influx` has a path that InfluxDB does not write at, or does not say into which database or bucket',
    observe: 'nothing arrives in the database; each gateway says so in its journal, and nowhere else',
    why: 'version 1.x of InfluxDB takes lines at `/write` for a `db`, 2.x at `/api/v2/write` for an `org` and a `bucket`, and neither guesses',
    write:
      '`https://influx.example.com:8086/write?db=cygnet`, `…/api/v2/write?org=ORG&bucket=BUCKET`, or no path at all: that is 1.x and the database `cygnet`',
  },
  *check(topology) {
    const influx = topology.monitor?.influx
    const fault = influx && faultOf(influx.url)
    if (influx === undefined || fault === undefined) return
    yield {
      severity: 'error',
      at: influx.at,
      message: `no gateway could write there: ${fault}`,
      hint: 'write …/write?db=NAME for InfluxDB 1.x, …/api/v2/write?org=ORG&bucket=BUCKET for 2.x, or leave the path out',
    }
  },
}

/** The gateway's own rules for an address (`docs/guide/metrics.md`): what they refuse is refused here, and nothing else. */
const faultOf = (text: string): string | undefined => {
  const { pathname, searchParams, search } = new URL(text)
  if (pathname === '/' && search === '') return undefined
  if (!pathname.endsWith('/write')) return 'its path ends neither in /write nor in /api/v2/write'
  const needed = pathname.endsWith('/api/v2/write') ? [['org', 'orgID'], ['bucket']] : [['db']]
  const missing = needed.find(names => !names.some(name => searchParams.get(name)))
  return missing && `it names no ${missing[0]}`
}

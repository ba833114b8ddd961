import { contains, hostOf, parseAddress } from '../address.ts'
import type { Rule } from '../finding.ts'
import type { Topology } from '../topology.ts'

/** Measurements, and the token of their database, that anybody on the way reads. */
export const monitorPlain: Rule = {
  code: 'monitor-plain',
  level: 'error or warning',
  allowed: true,
  trap: {
    when: '`monitor.influx` is an address with `http:` that does not lie in private space',
    observe:
      'nothing, until somebody on the way has read the token, and writes what they like into the database',
    why: 'without TLS every packet can be read and changed wherever it passes',
    write: '`https:`, or a private address that is reached through a tunnel',
  },
  *check(topology) {
    const influx = topology.monitor?.influx
    if (influx === undefined || !influx.url.startsWith('http:') || isPrivate(topology, influx.url)) return
    yield {
      severity: influx.token === undefined ? 'warning' : 'error',
      at: influx.at,
      message:
        influx.token === undefined
          ? 'whoever sits between a gateway and this database reads what is measured, and can change it'
          : 'whoever sits between a gateway and this database reads its token',
      hint: 'write https:, or a private address that is reached through a tunnel',
    }
  },
}

/** A name could lead anywhere. */
const isPrivate = (topology: Topology, url: string): boolean => {
  const host = new RegExp('^http://(?:\\[([^\\]]+)\\]|([^:/?]+))').exec(url)
  const text = host?.[1] ?? host?.[2] ?? ''
  const address = parseAddress(text)
  if (address === undefined) return text === 'localhost'
  return (
    ['loopback', 'private', 'uniqueLocal'].includes(address.range()) ||
    topology.private.some(space => contains(space, hostOf({ address })))
  )
}

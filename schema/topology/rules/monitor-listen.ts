import { parseAddress } from '../address.ts'
import type { Finding, Rule } from '../finding.ts'
import { hasAddress } from '../knowledge/listening.ts'
import type { Listen } from '../operation.ts'
import type { Topology } from '../topology.ts'

/** Metrics where nobody finds them, or everybody. */
export const monitorListen: Rule = {
  code: 'monitor-listen',
  level: 'error or warning',
  trap: {
    when: '`monitor.prometheus.listen` names an address that the gateway does not have, or one that the whole internet reaches',
    observe:
      'the gateway counts as down while all is well; or strangers read which networks there are and when they are sick',
    why: 'a port is opened on an address of the gateway itself, and nobody who fetches metrics is asked who they are',
    write: 'an inside address of the gateway, or 127.0.0.1 behind an exporter of your own',
  },
  *check(topology) {
    for (const listen of topology.monitor?.prometheus?.listen ?? []) yield* faultsOf(topology, listen)
  },
}

function* faultsOf({ gateways }: Topology, { at, gateway, address }: Listen): Iterable<Finding> {
  const asked = gateways.filter(({ name }) => gateway === undefined || name === gateway)
  const known = asked
    .flatMap(({ interfaces }) => interfaces)
    .flatMap(one => one.addresses)
    .filter(one => one.address.range() !== 'unicast')
    .map(one => one.address.toString())
  if (isPublic(address))
    yield {
      severity: 'warning',
      at,
      message: `whoever reaches ${address} reads what is measured: which networks there are, and when they are sick`,
      hint: `write an inside address${known[0] === undefined ? '' : `, such as ${known[0]}`}`,
    }
  if (isAny(address) || asked.some(one => hasAddress(one, address))) return
  yield {
    severity: 'error',
    at,
    because: asked.map(one => one.at),
    message: `Prometheus never gets an answer: ${gateway === undefined ? 'no gateway has' : `${gateway} does not have`} the address ${address}`,
    hint: `write ${known.length === 0 ? 'an address of an interface, and the address under that interface' : `one of ${[...new Set(known)].slice(0, 6).join(', ')}, or add the address under its interface`}`,
  }
}

const isAny = (address: string): boolean => parseAddress(address)?.range() === 'unspecified'

/** All of the host's addresses, some of them public, or one that is routed in the internet. */
const isPublic = (address: string): boolean =>
  ['unicast', 'unspecified'].includes(parseAddress(address)?.range() ?? '')

import type { Finding, Rule } from '../finding.ts'
import { formatDuration } from '../grammar/duration.ts'
import type { Topology } from '../topology.ts'
import { oncePerPlace } from './once.ts'

/** Re-authentication: the SA is closed before the next one is up. */
export const reauthGap: Rule = {
  code: 'reauth-gap',
  level: 'warning',
  trap: {
    when: 'a tunnel asks for re-authentication: `reauth`, or `reauth=yes` in an old ipsec.conf, where it is the default',
    observe: 'packets are lost at regular intervals, always just after `initiating an IKE_SA` in the log',
    why: 'before strongSwan 6.0 the old IKE SA is closed with all that hangs on it before the new one is made; rekeying loses nothing',
    write:
      'leave `reauth` out: rekeying changes the keys just as often, and the peer stays the one that it proved to be',
  },
  *check(topology) {
    yield* oncePerPlace(gaps(topology))
  },
}

function* gaps({ tunnels }: Topology): Iterable<Finding> {
  for (const { at, reauth } of tunnels) {
    if (reauth === undefined) continue
    yield {
      severity: 'warning',
      at: [...at, 'reauth'],
      message: `packets are lost every ${formatDuration(reauth)}, just after "initiating an IKE_SA" in the log: re-authentication closes the SA before the next one is up`,
      hint: 'leave reauth out; rekeying changes the keys without losing a packet',
    }
  }
}

import type { Finding, Rule } from '../finding.ts'
import { behindNat } from '../knowledge/nat.ts'
import type { Topology } from '../topology.ts'
import { oncePerPlace } from './once.ts'

/** A gateway behind a NAT that IKE cannot detect, told not to hide ESP in UDP. */
export const natEncap: Rule = {
  code: 'nat-encap',
  level: 'error',
  trap: {
    when: 'an end sits behind a NAT that IKE cannot see, and `encap` is `off`',
    observe: 'the tunnel comes up and carries nothing',
    why: 'a NAT that does not know ESP drops it, and IKE finds no reason to hide it in UDP',
    write: 'leave `encap` out',
  },
  *check(topology) {
    yield* oncePerPlace(dropped(topology))
  },
}

function* dropped(topology: Topology): Iterable<Finding> {
  const nat = behindNat(topology)
  for (const { at, ends } of topology.tunnels) {
    const end = ends.find(one => nat.has(one.name))
    if (end === undefined || ends.some(one => one.encap)) continue
    yield {
      severity: 'error',
      at: [...at, 'encap'],
      message: `the tunnel comes up and carries nothing: ${end.name} sits behind a NAT that IKE does not notice and that drops ESP`,
      hint: 'leave encap out, or write encap: auto',
      because: [[end.kind === 'peer' ? 'peers' : 'gateways', end.name, 'nat']],
    }
  }
}

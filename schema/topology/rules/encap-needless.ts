import type { Finding, Rule } from '../finding.ts'
import { behindNat } from '../knowledge/nat.ts'
import type { Topology } from '../topology.ts'
import { oncePerPlace } from './once.ts'

/** UDP encapsulation forced on both ends, where one is enough, or none needed. */
export const encapNeedless: Rule = {
  code: 'encap-needless',
  level: 'warning',
  trap: {
    when: 'UDP encapsulation is forced on both ends of a tunnel although not both sit behind a NAT',
    observe: 'each packet is eight bytes longer than it needs to be, and the kernel does more work',
    why: 'one end that forces it turns it on for both',
    write: 'leave `encap` out; write `nat: true` on a gateway that sits behind a NAT which IKE cannot see',
  },
  *check(topology) {
    yield* oncePerPlace(doubled(topology))
  },
}

function* doubled(topology: Topology): Iterable<Finding> {
  const nat = behindNat(topology)
  for (const { at, ends } of topology.tunnels) {
    if (!ends.every(end => end.encap) || ends.every(end => nat.has(end.name))) continue
    yield {
      severity: 'warning',
      at: [...at, 'encap'],
      message:
        'each packet carries eight bytes for nothing, and the kernel does more work: UDP is forced on both ends, though one end turns it on for both',
      hint: 'leave encap out: it is forced on the end that is behind a NAT; say nat: true on a gateway that is',
    }
  }
}

import type { Rule } from '../finding.ts'

/** UDP encapsulation forced on both ends, where one is enough, or none needed. */
export const encapNeedless: Rule = {
  code: 'encap-needless',
  *check(topology) {
    const behindNat = new Set(topology.gateways.filter(gateway => gateway.nat).map(gateway => gateway.name))
    for (const { at, ends } of topology.tunnels) {
      if (!ends.every(end => end.encap) || ends.every(end => behindNat.has(end.gateway))) continue
      yield {
        severity: 'warning',
        at: [...at, 'encap'],
        message:
          'each packet carries eight bytes for nothing, and the kernel does more work: UDP is forced on both ends, though one end turns it on for both',
        hint: 'leave encap out: it is forced on the end that is behind a NAT; say nat: true on a gateway that is',
      }
    }
  },
}

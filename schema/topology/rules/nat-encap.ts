import type { Rule } from '../finding.ts'

/** A gateway behind a NAT that IKE cannot detect, told not to hide ESP in UDP. */
export const natEncap: Rule = {
  code: 'nat-encap',
  *check(topology) {
    const behindNat = new Set(topology.gateways.filter(gateway => gateway.nat).map(gateway => gateway.name))
    for (const { at, ends } of topology.tunnels) {
      const end = ends.find(one => behindNat.has(one.gateway))
      if (end === undefined || ends.some(one => one.encap)) continue
      yield {
        severity: 'error',
        at: [...at, 'encap'],
        message: `the tunnel comes up and carries nothing: ${end.gateway} sits behind a NAT that IKE does not notice and that drops ESP`,
        hint: 'leave encap out, or write encap: auto',
        because: [['gateways', end.gateway, 'nat']],
      }
    }
  },
}

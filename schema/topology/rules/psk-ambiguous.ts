import type { Rule } from '../finding.ts'

/** Two tunnels between the same two gateways: their identities match both secrets equally. */
export const pskAmbiguous: Rule = {
  code: 'psk-ambiguous',
  *check(topology) {
    const joined = new Map<string, string>()
    for (const { at, name, ends } of topology.tunnels) {
      const pair = ends.map(end => end.gateway).join(' and ')
      const first = joined.get(pair)
      joined.set(pair, first ?? name)
      if (first === undefined) continue
      yield {
        severity: 'error',
        at,
        onKey: true,
        message: `authentication fails at random: ${first} joins ${pair} already, and strongSwan cannot tell which of the two secrets is meant`,
        hint: 'keep one tunnel for each pair of gateways; it carries all their networks',
      }
    }
  },
}

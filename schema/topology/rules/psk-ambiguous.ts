import type { Rule } from '../finding.ts'

/** Two tunnels between the same two identities, which then match both secrets equally. */
export const pskAmbiguous: Rule = {
  code: 'psk-ambiguous',
  level: 'error',
  trap: {
    when: 'two tunnels join the same two gateways, or two peers of a gateway have one identity',
    observe: 'authentication fails at random',
    why: 'strongSwan finds a secret by the two identities, and both tunnels have the same',
    write:
      'keep one tunnel for each pair of gateways, it carries all their networks; give each peer an `id` of its own',
  },
  *check(topology) {
    const joined = new Map<string, string>()
    for (const { at, name, ends } of topology.tunnels) {
      const pair = ends
        .map(end => end.id)
        .sort()
        .join(' and ')
      const first = joined.get(pair)
      joined.set(pair, first ?? name)
      if (first === undefined) continue
      yield {
        severity: 'error',
        at,
        onKey: true,
        message: `authentication fails at random: ${first} and ${name} both join ${pair}, and strongSwan cannot tell which of the two secrets is meant`,
        hint: 'keep one tunnel for each pair, it carries all their networks; or give each peer an id of its own',
      }
    }
  },
}

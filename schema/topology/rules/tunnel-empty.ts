import type { Rule } from '../finding.ts'

/** A tunnel with no network on one of its sides. */
export const tunnelEmpty: Rule = {
  code: 'tunnel-empty',
  *check(topology) {
    for (const { at, ends } of topology.tunnels) {
      const bare = topology.gateways.find(
        gateway => gateway.networks.length === 0 && ends.some(end => end.gateway === gateway.name),
      )
      if (bare === undefined) continue
      yield {
        severity: 'warning',
        at,
        onKey: true,
        message: `this tunnel never carries a packet: ${bare.name} has no networks`,
        hint: `add gateways.${bare.name}.networks`,
        because: [[...bare.at, 'networks']],
      }
    }
  },
}

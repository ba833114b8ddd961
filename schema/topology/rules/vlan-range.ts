import type { Rule } from '../finding.ts'
import { PRESETS } from '../presets/all.ts'

/** A VLAN id that 802.1Q or the provider does not carry: the interface is up and nothing ever answers. */
export const vlanRange: Rule = {
  code: 'vlan-range',
  level: 'error',
  trap: {
    when: 'a VLAN id is outside 1–4094, or outside 4000–4091 on a Hetzner vSwitch',
    observe: 'the interface comes up, and nothing on it ever answers',
    why: 'switches drop frames with an id that they do not carry',
    write: 'write an id in the range of the provider',
  },
  *check(topology) {
    for (const gateway of topology.gateways) {
      const { from, to } = PRESETS[gateway.provider].vlans
      for (const { at, vlan } of gateway.interfaces) {
        if (vlan === undefined || (vlan.id >= from && vlan.id <= to)) continue
        yield {
          severity: 'error',
          at: [...at, 'vlan'],
          message: `the interface comes up and nothing on it ever answers: ${gateway.provider === 'hetzner-dedicated' ? 'a Hetzner vSwitch' : 'a VLAN'} has ids from ${from} to ${to}`,
          hint: `write an id from ${from} to ${to}`,
        }
      }
    }
  },
}

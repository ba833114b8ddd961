import type { Preset } from './preset.ts'

/** A Hetzner dedicated server; its VLANs run through a vSwitch, which carries 1400 bytes and ids 4000–4091. */
export const hetznerDedicated: Preset = {
  nat: false,
  vlans: { from: 4000, to: 4091 },
  mtu: link => (link.vlan ? { called: 'a vSwitch', promised: 1400, most: 1450 } : undefined),
}

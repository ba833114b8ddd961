import type { Preset } from './preset.ts'

/** Any other machine: no NAT unless `nat: true` says so, plain Ethernet, every VLAN id of 802.1Q. */
export const generic: Preset = { nat: false, vlans: { from: 1, to: 4094 }, mtu: () => undefined }

import type { Cidr } from '../address.ts'
import type { Preset } from './preset.ts'

/**
 * A Hetzner Cloud server. Its addresses sit behind a 1:1 NAT that IKE's NAT detection does not see; its private
 * network hands out single addresses (/32) and carries 1450 bytes.
 */
export const hetznerCloud: Preset = {
  nat: true,
  vlans: { from: 1, to: 4094 },
  mtu: link =>
    link.addresses.some(isPrivateNetwork)
      ? { called: 'a Hetzner Cloud private network', promised: 1450, most: 1450 }
      : undefined,
}

const isPrivateNetwork = ({ address, prefix }: Cidr): boolean =>
  prefix === 32 && address.range() === 'private'

import type { Bundle } from '../../schema/wire/bundle.ts'

/** The smallest bundle there is: a poll without change never opens it. */
export const bundleOf = (network: string, gateway: string): Bundle => ({
  cygnet: 1,
  network,
  gateway,
  daemon: 'swanctl',
  firewall: 'iptables-nft',
  every: 60,
  files: [],
  secrets: [],
  probes: { interfaces: [], connections: [] },
})

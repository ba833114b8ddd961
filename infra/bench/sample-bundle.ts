import type { Bundle } from '../../schema/wire/bundle.ts'
import type { Monitor } from '../../schema/wire/monitor.ts'

/** The smallest bundle there is: a poll without change never opens it. With `monitor`, it measures. */
export const bundleOf = (network: string, gateway: string, monitor?: Monitor): Bundle => ({
  cygnet: 1,
  network,
  gateway,
  daemon: 'swanctl',
  firewall: 'iptables-nft',
  every: 60,
  ...(monitor && { monitor }),
  files: [],
  secrets: [],
  probes: { interfaces: [], connections: [] },
})

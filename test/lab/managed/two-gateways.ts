import { smallNetwork } from '../../../infra/lab/managed/small-network.ts'

/** Two gateways and their tunnel, one for each IKE daemon. */
export const TWO_GATEWAYS = smallNetwork({ ulthar: 'ipsec.conf', kadath: false, every: '3s' })

/** The same with another firewall of rlyeh: nothing that their tunnel stands on. */
export const OTHER_FIREWALL = TWO_GATEWAYS.replace(
  'masquerade: [containers] }\n  ulthar',
  'masquerade: [] }\n  ulthar',
)

/**
 * That, with other interfaces and other connections as well. The tunnel between the first two networks is the same, so that it
 * comes up whichever of the two generations each end is in.
 */
export const EVERYTHING_ELSE = OTHER_FIREWALL.replace(
  'addresses: [172.16.0.18/28]',
  'addresses: [172.16.0.18/28, 172.16.0.19/28]',
).replace(
  'containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }',
  'containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }\n      archive: { subnet: 10.3.0.0/16, interface: lxdbr1 }',
)

import type { Topology } from '../topology.ts'

/** The names of gateways and peers that sit behind a NAT which IKE cannot detect. */
export const behindNat = ({ gateways, peers }: Topology): ReadonlySet<string> =>
  new Set([...gateways, ...peers].filter(one => one.nat).map(one => one.name))

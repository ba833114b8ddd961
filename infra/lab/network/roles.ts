import { contains, formatCidr, hostOf, networkOf } from '../../../schema/topology/address.ts'
import type { Gateway, Interface } from '../../../schema/topology/gateway.ts'
import type { Topology } from '../../../schema/topology/topology.ts'

/** What an interface is for, as far as the lab must know to put something behind it. */
export type Role =
  | { readonly kind: 'internet' }
  /** Carries VLANs and nothing else. */
  | { readonly kind: 'trunk' }
  | { readonly kind: 'vlan' }
  /** A cloud's private network: one address, everything through its router. */
  | { readonly kind: 'cloud' }
  /** An underlay that gateways share, by its subnet. */
  | { readonly kind: 'shared'; readonly subnet: string }
  /** Somebody lives behind it; `networks` of the topology may name it. */
  | { readonly kind: 'site'; readonly networks: readonly string[] }

/** Decides what stands behind an interface. Unmanaged ones say little: an address of its own (/32) means a cloud's network. */
export const roleOf = (topology: Topology, gateway: Gateway, link: Interface): Role => {
  if (link.vlan !== undefined) return { kind: 'vlan' }
  if (gateway.internet?.via === link.name) return { kind: 'internet' }
  const networks = gateway.networks.filter(network => network.interface === link.name).map(({ name }) => name)
  if (networks.length > 0) return { kind: 'site', networks }
  const address = link.addresses[0]
  if (address === undefined)
    return gateway.interfaces.some(other => other.vlan?.link === link.name)
      ? { kind: 'trunk' }
      : { kind: 'site', networks: [] }
  if (contains(hostOf(address), address)) return { kind: 'cloud' }
  const speaks = topology.tunnels.some(({ ends }) =>
    ends.some(end => end.name === gateway.name && end.interface === link.name),
  )
  return speaks ? { kind: 'shared', subnet: formatCidr(networkOf(address)) } : { kind: 'site', networks: [] }
}

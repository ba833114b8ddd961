import type { Cidr } from '../address.ts'

/** What a rule or a default needs to know about an interface: how it is joined and what it carries. */
export interface Link {
  readonly vlan: boolean
  readonly addresses: readonly Cidr[]
}

/** Facts about a provider's network, and the defaults that follow from them. Every default can be overridden. */
export interface Preset {
  /** A NAT in front of the machine that IKE cannot detect. */
  readonly nat: boolean
  /** VLAN ids that the provider carries. */
  readonly vlans: { readonly from: number; readonly to: number }
  /** What an interface carries, in bytes, or undefined for a plain Ethernet link. */
  readonly mtu: (link: Link) => Underlay | undefined
}

/** The MTU of a provider's network: what it promises, and what it has been seen to carry at best. */
export interface Underlay {
  readonly called: string
  readonly promised: number
  readonly most: number
}

/** Bytes on a link about which nothing else is known. */
export const ETHERNET_MTU = 1500

import type { Cidr } from './address.ts'

/** Keys and indices from the root of the merged document to a value; `Document.placeOf` turns it into file, line, column. */
export type Path = readonly (string | number)[]

/**
 * The network with every default, preset and reference resolved. Lists are sorted by name, so that the order in which
 * people write keys never shows. Each node knows its path in the text.
 */
export interface Topology {
  readonly network: string
  readonly private: readonly Cidr[]
  readonly gateways: readonly Gateway[]
  readonly tunnels: readonly Tunnel[]
  readonly rollout: Rollout
}

export interface Gateway {
  readonly at: Path
  readonly name: string
  readonly provider: 'hetzner-dedicated' | 'hetzner-cloud' | 'generic'
  readonly daemon: 'swanctl'
  readonly firewall: 'iptables-nft' | 'iptables-legacy'
  /** Public keys, base64 of 32 bytes without their prefix; absent until the gateway is enrolled. */
  readonly keys: { readonly sign: string; readonly seal: string } | undefined
  /** A NAT in front of this gateway that IKE cannot detect: UDP encapsulation is forced. */
  readonly nat: boolean
  readonly interfaces: readonly Interface[]
  readonly networks: readonly Network[]
  readonly internet:
    | { readonly at: Path; readonly via: string; readonly masquerade: readonly string[] }
    | undefined
}

export interface Interface {
  readonly at: Path
  readonly name: string
  readonly managed: boolean
  /** Only on a managed VLAN. */
  readonly vlan: { readonly id: number; readonly link: string } | undefined
  readonly addresses: readonly Cidr[]
  readonly routes: readonly Route[]
  /** In bytes; resolved from the preset where the text says nothing. */
  readonly mtu: number
}

export interface Route {
  readonly to: Cidr
  readonly via: string
  readonly onLink: boolean
}

export interface Network {
  readonly at: Path
  readonly name: string
  readonly subnet: Cidr
  readonly interface: string
}

export interface Tunnel {
  readonly at: Path
  readonly name: string
  /** Sorted by gateway name; exactly two. */
  readonly ends: readonly [TunnelEnd, TunnelEnd]
  readonly secret: { readonly kind: 'derived'; readonly epoch: number }
  /** Proposals in strongSwan's syntax, strongest first, each known and not weak. */
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  /** Seconds. */
  readonly rekey: { readonly ike: number; readonly child: number }
  readonly start: 'none' | 'start' | 'trap'
  /** Seconds. */
  readonly dpd: { readonly delay: number }
  readonly mss: number | 'auto' | 'off'
}

export interface TunnelEnd {
  readonly gateway: string
  readonly interface: string
  /** The address it speaks from, without prefix. */
  readonly address: string
  /** UDP encapsulation forced on this end. */
  readonly encap: boolean
  /** This end initiates (start_action trap|start); exactly one end of a tunnel does, unless start is none. */
  readonly initiates: boolean
}

export interface Rollout {
  readonly approvers: {
    readonly permission: 'write' | 'maintain' | 'admin'
    readonly users: readonly string[]
    /** May the author of a change approve it? */
    readonly self: boolean
  }
  /** Seconds between two polls of a gateway. */
  readonly every: number
}

declare const valid: unique symbol

/** A topology in which no rule found an error. Only `validate` mints one. */
export type ValidTopology = Topology & { readonly [valid]: true }

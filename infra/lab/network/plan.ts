/** A lab drawn on paper: what is to be made, without a word on how. The same topology gives the same plan. */
export interface LabPlan {
  readonly wires: readonly Wire[]
  readonly rooms: readonly Room[]
  readonly machines: readonly Machine[]
}

/** A segment: a bridge in the lab's wire namespace, where nobody has an address and everything can be listened to. */
export interface Wire {
  /** `internet/rlyeh`, `vlan/4090`, `private/ulthar`, `site/rlyeh/lxdbr0`. */
  readonly name: string
  readonly device: string
}

/** A network namespace: a router, a NAT, a host behind a site. */
export interface Room {
  readonly name: string
  /** Other names that people may use for it. */
  readonly also: readonly string[]
  readonly ports: readonly Port[]
  /** Addresses that it has of its own, on loopback. */
  readonly own: readonly string[]
  readonly routes: readonly RoomRoute[]
  readonly forwards: boolean
  /** It answers ARP for whom it can route to, so that machines of one subnet may hang on different wires. */
  readonly proxies: boolean
  /** An nftables ruleset. */
  readonly filter: string
}

export interface Port {
  readonly device: string
  readonly wire: string
  readonly addresses: readonly string[]
}

export interface RoomRoute {
  readonly to: string
  readonly via?: string
  readonly device?: string
}

/** A gateway, a peer or a laptop: its network cards and what its installer would have written. */
export interface Machine {
  /** What people call it: `rlyeh`, `office`, `laptop/client_a`. */
  readonly name: string
  readonly kind: 'gateway' | 'peer' | 'laptop'
  /** The same as a name for files and sockets: short, whatever a user is called. */
  readonly id: string
  /** What it calls itself. */
  readonly hostname: string
  readonly daemon: 'swanctl' | 'ipsec.conf'
  /** Where the internet reaches it, in front of its NAT; undefined for one that is not in the internet. */
  readonly publicAddress: string | undefined
  readonly cards: readonly Card[]
  readonly files: readonly GuestFile[]
}

/** A network card, named in the gateway as the topology names it. */
export interface Card {
  readonly device: string
  readonly mac: string
  /** Where frames without a VLAN tag go; a card that only carries VLANs has none. */
  readonly wire: string | undefined
  /** VLANs on this card: the provider's switch takes the tag off and drops what is larger than `mtu`, silently. */
  readonly vlans: readonly { readonly id: number; readonly mtu: number; readonly wire: string }[]
}

export interface GuestFile {
  readonly path: string
  readonly mode: number
  readonly text: string
}

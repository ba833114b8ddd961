/**
 * A network as a person sees it: nodes joined by edges, with words and nothing to compute. It is what
 * `cygnet graph --format json` prints, without what is undefined, so names stay; what is drawn from it may change.
 */
export interface Picture {
  readonly network: string
  /** Subnets that are reachable through tunnels only. */
  readonly private: readonly string[]
  /** Whether the topology asks gateways to measure their tunnels. */
  readonly measured: boolean
  /** Sorted by id. */
  readonly nodes: readonly PictureNode[]
  /** Sorted by id. */
  readonly edges: readonly PictureEdge[]
  /** Meshes and hubs, by name. */
  readonly groups: readonly PictureGroup[]
  /** In the order in which they are rolled out. */
  readonly waves: readonly PictureWave[]
}

export type PictureNode = GatewayNode | PeerNode | AccessNode

export interface GatewayNode {
  readonly kind: 'gateway'
  /** `gateway/<name>`. */
  readonly id: string
  readonly name: string
  readonly provider: string
  readonly os: string
  readonly daemon: string
  /** Whether its public keys stand in the topology. */
  readonly enrolled: boolean
  readonly nat: boolean
  /** 1 for the first wave; absent where no wave names it. */
  readonly wave: number | undefined
  readonly networks: readonly { readonly name: string; readonly subnet: string }[]
}

/** A gateway that somebody else runs. */
export interface PeerNode {
  readonly kind: 'peer'
  /** `peer/<name>`. */
  readonly id: string
  readonly name: string
  /** Absent when it may call from anywhere. */
  readonly address: string | undefined
  /** Its IKE identity. */
  readonly identity: string
  readonly nat: boolean
  readonly networks: readonly string[]
}

/** People who dial in. */
export interface AccessNode {
  readonly kind: 'access'
  /** `access/<name>`. */
  readonly id: string
  readonly name: string
  /** What the gateway calls itself towards them. */
  readonly identity: string
  readonly clients: readonly string[]
  readonly pool: string | undefined
  readonly users: readonly { readonly name: string; readonly address: string }[]
}

/** A tunnel between two nodes, or an access with its gateway. */
export interface PictureEdge {
  readonly kind: 'tunnel' | 'access'
  /** `tunnel/<name>` or `access/<name>`. */
  readonly id: string
  readonly name: string
  /** The id of the mesh or hub that it is one tunnel of. */
  readonly group: string | undefined
  readonly ends: readonly [PictureEnd, PictureEnd]
  /** Proposals in strongSwan's syntax, strongest first. */
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  /** derived: by the two gateways. sealed: by somebody, for them. certificate: the gateway's. */
  readonly secret: 'derived' | 'sealed' | 'certificate'
}

export interface PictureEnd {
  /** A node's id. */
  readonly node: string
  readonly interface: string | undefined
  readonly address: string | undefined
  /** It is the one that calls. */
  readonly initiates: boolean
  /** UDP encapsulation is forced here. */
  readonly encap: boolean
  /** Subnets that it brings in. */
  readonly networks: readonly string[]
}

export interface PictureGroup {
  /** `mesh/<name>` or `hub/<name>`. */
  readonly id: string
  readonly kind: 'mesh' | 'hub'
  readonly name: string
  /** Ids of nodes. */
  readonly members: readonly string[]
  /** The hub's id. */
  readonly hub: string | undefined
  readonly tunnels: number
}

export interface PictureWave {
  /** Names of gateways; `rest` is every one that no other wave names. */
  readonly gateways: readonly string[] | 'rest'
  /** Such as `5m`. */
  readonly soak: string
  /** Such as `25%` or `3`; absent: all at once. */
  readonly atOnce: string | undefined
}

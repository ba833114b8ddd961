import type { Access } from './access.ts'
import type { Cidr } from './address.ts'
import type { RevocationList } from './beside/revocation-list.ts'
import type { Sealed } from './beside/sealed.ts'
import type { Gateway } from './gateway.ts'
import type { Monitor, Rollout } from './operation.ts'
import type { Group, Peer, Tunnel } from './tunnel.ts'

export type { Path } from './path.ts'

/**
 * The network with every default, preset and reference resolved. Lists are sorted by name, so that the order in which
 * people write keys never shows. Each node knows its path in the text.
 */
export interface Topology {
  readonly network: string
  readonly private: readonly Cidr[]
  readonly gateways: readonly Gateway[]
  /** Gateways that cygnet does not run. */
  readonly peers: readonly Peer[]
  /** Those written out, and those that meshes and hubs stand for. */
  readonly tunnels: readonly Tunnel[]
  readonly groups: readonly Group[]
  readonly access: readonly Access[]
  /** Every sealed secret that lies in `secrets/`, used or not. */
  readonly sealed: readonly Sealed[]
  /** Those of `pki/`, for clients to fetch. */
  readonly revocationLists: readonly RevocationList[]
  readonly monitor: Monitor | undefined
  readonly rollout: Rollout
}

declare const valid: unique symbol

/** A topology in which no rule found an error. Only `validate` mints one. */
export type ValidTopology = Topology & { readonly [valid]: true }

import type { Cidr } from './address.ts'
import type { Path } from './path.ts'

/** A gateway at the other end of a tunnel that somebody else runs. */
export interface Peer {
  readonly at: Path
  readonly name: string
  /** Undefined when it may call from anywhere; then it is always the one that calls. */
  readonly address: string | undefined
  /** IKE identity as it announces itself: `@office`, an address, a mail address. */
  readonly id: string
  readonly nat: boolean
  readonly networks: readonly { readonly at: Path; readonly subnet: Cidr }[]
  /** Proposals that it is known to speak; undefined when nobody said. */
  readonly ike: readonly string[] | undefined
  readonly esp: readonly string[] | undefined
}

/** A mesh or a hub with its spokes, as the tunnels of the same origin make it up. Members are sorted. */
export interface Group {
  readonly at: Path
  readonly kind: 'mesh' | 'hub'
  readonly name: string
  readonly members: readonly string[]
  /** The hub; undefined in a mesh. */
  readonly hub: string | undefined
}

export interface Tunnel {
  /** The mesh or hub where that is what was written: its settings are there. */
  readonly at: Path
  readonly name: string
  readonly origin: { readonly kind: 'tunnel' | 'mesh' | 'hub'; readonly name: string }
  /** Sorted by name; exactly two, of which one at least is a gateway. */
  readonly ends: readonly [TunnelEnd, TunnelEnd]
  readonly secret: TunnelSecret
  /** Proposals in strongSwan's syntax, strongest first, each known. */
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  /** Seconds. */
  readonly rekey: { readonly ike: number; readonly child: number }
  /** Seconds between re-authentications; undefined, as it should be, when none was asked for. */
  readonly reauth: number | undefined
  /** Delay in seconds. The action is undefined where the text leaves it to the compiler, which knows what fits `start`. */
  readonly dpd: { readonly delay: number; readonly action: 'clear' | 'trap' | 'restart' | undefined }
  readonly close: 'none' | 'trap' | 'start' | undefined
  readonly mss: number | 'auto' | 'off'
}

export type TunnelSecret =
  | { readonly kind: 'derived'; readonly epoch: number }
  | { readonly kind: 'sealed'; readonly name: string }

/** What charon does with a CHILD SA when it is loaded: exactly one end of a tunnel starts, unless nobody does. */
export type StartAction = 'none' | 'start' | 'trap' | 'trap|start'

export interface TunnelEnd {
  /** Where it is written: under `between`, or in the list of a mesh or hub. */
  readonly at: Path
  readonly kind: 'gateway' | 'peer'
  /** The gateway's or the peer's name. */
  readonly name: string
  /** Undefined at a peer. */
  readonly interface: string | undefined
  /** The address it speaks from, without prefix; undefined when it is not known beforehand. */
  readonly address: string | undefined
  /** IKE identity. */
  readonly id: string
  /** Bytes that its underlay carries. */
  readonly mtu: number
  /** UDP encapsulation forced on this end. */
  readonly encap: boolean
  readonly start: StartAction
  /** What it brings into the tunnel, sorted by name. */
  readonly networks: readonly EndNetwork[]
}

export interface EndNetwork {
  readonly name: string
  readonly subnet: Cidr
  /** An address of the gateway itself in it, without prefix, where one is known. */
  readonly inside: string | undefined
  /** network: it is there. pool: clients get addresses from it. summary: a hub speaks for all private space. stray: nobody said it is there. */
  readonly kind: 'network' | 'pool' | 'summary' | 'stray'
  readonly at: Path
}

import type { Cidr } from './address.ts'
import type { RunnerFile } from './beside/runner-file.ts'
import type { Path } from './path.ts'

/** A Linux machine that cygnet configures. */
export interface Gateway {
  readonly at: Path
  readonly name: string
  readonly provider: 'hetzner-dedicated' | 'hetzner-cloud' | 'generic'
  /** Decides which strongSwan it runs. */
  readonly os: Os
  /** swanctl.conf and vici, or ipsec.conf and stroke. */
  readonly daemon: 'swanctl' | 'ipsec.conf'
  readonly firewall: 'iptables-nft' | 'iptables-legacy'
  /** Debian packages that are on it, sorted; undefined where the topology does not say. */
  readonly packages: readonly string[] | undefined
  /** Public keys, base64 of 32 bytes without their prefix; absent until the gateway is enrolled. */
  readonly keys: { readonly sign: string; readonly seal: string } | undefined
  /** A NAT in front of this gateway that IKE cannot detect: UDP encapsulation is forced. */
  readonly nat: boolean
  /** Whether what somebody changed by hand is only told, or put back. */
  readonly drift: 'report' | 'repair'
  /** The runner that it shall run; undefined: the one that it has. */
  readonly runner: Runner | undefined
  readonly interfaces: readonly Interface[]
  readonly networks: readonly Network[]
  readonly internet:
    | { readonly at: Path; readonly via: string; readonly masquerade: readonly string[] }
    | undefined
}

/** A version of the runner, and where it was asked for. */
export interface Runner {
  readonly at: Path
  readonly version: string
  /** Its packages; undefined while it is not published. */
  readonly published: RunnerFile | undefined
}

export type Os = 'debian-12' | 'debian-13' | 'ubuntu-22.04' | 'ubuntu-24.04'

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
  /** Whoever made this bridge (LXD, Docker) masquerades what leaves it. */
  readonly bridgeNat: boolean
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

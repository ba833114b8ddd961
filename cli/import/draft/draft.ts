import type { Place } from '../../../schema/problem.ts'
import type { Action } from '../model/connection.ts'
import type { Os, Provider } from '../model/host.ts'
import type { Word } from '../word.ts'

/** What one host becomes in the topology, before it is joined with what is there already. All text is in the words of the language. */
export interface Draft {
  readonly gateway: GatewayDraft
  readonly tunnels: readonly TunnelDraft[]
  readonly access: readonly AccessDraft[]
  readonly secrets: readonly SecretDraft[]
  /** Space that is reachable through tunnels only, as far as this host tells. */
  readonly private: readonly string[]
}

export interface GatewayDraft {
  readonly name: string
  readonly provider: Provider | undefined
  readonly os: Os | undefined
  readonly daemon: 'swanctl' | 'ipsec.conf'
  readonly firewall: 'iptables-legacy' | undefined
  /** Where it is said that a NAT in front of it needs UDP encapsulation. */
  readonly nat: Place | undefined
  readonly interfaces: readonly InterfaceDraft[]
  readonly networks: readonly NetworkDraft[]
  readonly internet:
    | { readonly via: string; readonly masquerade: readonly string[]; readonly from: Place | undefined }
    | undefined
}

export interface InterfaceDraft {
  readonly key: string
  /** What the kernel calls it. */
  readonly kernel: string
  readonly from: Place | undefined
  /** What a person has to know about it, shown beside it. */
  readonly note: string | undefined
  readonly vlan: { readonly id: number; readonly link: string } | undefined
  readonly addresses: readonly string[]
  readonly routes: readonly { readonly to: string; readonly via: string; readonly onLink: boolean }[]
  readonly mtu: number | undefined
  readonly ownNat: boolean
  readonly toInternet: boolean
}

export interface NetworkDraft {
  readonly name: string
  readonly subnet: string
  readonly interface: string
  readonly from: Place
}

/** Proposals in the words of the language; `defaults`: strongSwan's own were offered too. */
export interface ProposalsDraft {
  readonly list: readonly string[]
  readonly defaults: boolean
}

/** A tunnel as one of its ends sees it. Seconds; undefined where the host's file left it to the daemon. */
export interface TunnelDraft {
  readonly label: string
  readonly from: Word
  readonly via: string
  readonly local: EndDraft
  readonly remote: EndDraft
  readonly ike: ProposalsDraft | undefined
  readonly esp: ProposalsDraft | undefined
  readonly rekey: { readonly ike: number | undefined; readonly child: number | undefined }
  readonly start: Action
  readonly dpd: {
    readonly delay: number | undefined
    readonly action: 'clear' | 'trap' | 'restart' | undefined
  }
  readonly close: Action | undefined
  /** The name of the secret that both ends know; undefined when the host has none. */
  readonly secret: string | undefined
}

export interface EndDraft {
  readonly address: string | undefined
  readonly id: string | undefined
  /** Subnets in canonical form. */
  readonly networks: readonly string[]
}

export interface AccessDraft {
  readonly name: string
  readonly from: Place
  readonly via: string
  readonly id: string
  readonly certificate: Word | undefined
  readonly form: 'ipsec.conf' | 'swanctl'
  readonly routes: readonly string[]
  readonly dns: readonly string[]
  readonly pool: string | undefined
  readonly dynamic: string | undefined
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  readonly dpd: number | undefined
  readonly sendCertificate: 'if-asked' | 'never' | undefined
  readonly users: readonly { readonly name: string; readonly address: string; readonly from: Place }[]
}

/** A secret on its way to a sealed file. */
export interface SecretDraft {
  readonly name: string
  readonly holds: 'psk' | 'password' | 'nt-hash'
  /** What it takes to guess it, estimated. */
  readonly bits: number
  readonly value: Uint8Array
  readonly from: Place
}

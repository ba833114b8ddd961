import type { FirewallDump } from '../syntax/iptables-save.ts'
import type { Script } from '../syntax/script.ts'
import type { SecretLine } from '../syntax/secret-line.ts'
import type { Word } from '../word.ts'
import type { Connection, Noted } from './connection.ts'

export type Provider = 'hetzner-dedicated' | 'hetzner-cloud' | 'generic'
export type Os = 'debian-12' | 'debian-13' | 'ubuntu-22.04' | 'ubuntu-24.04'

/** An interface as the host's files know it. */
export interface HostInterface {
  /** Its name in the kernel, and where it is defined. */
  readonly name: Word
  readonly kind: 'ethernet' | 'vlan' | 'bridge' | 'other'
  /** Addresses with prefix. */
  readonly addresses: readonly Word[]
  readonly mtu: Noted<number> | undefined
  readonly vlan: { readonly id: Noted<number>; readonly link: string } | undefined
  readonly routes: readonly HostRoute[]
  /** The way to everywhere leads over it. */
  readonly toInternet: boolean
  /** Made and masqueraded by LXD or Docker: the rule that says so. */
  readonly ownNat: Word | undefined
}

export interface HostRoute {
  readonly to: Word
  readonly via: Word
  readonly onLink: boolean
}

/** Everything that was read of one host, in one form, whichever files it came from. */
export interface Host {
  readonly gateway: string
  readonly provider: Provider | undefined
  readonly os: Os | undefined
  readonly interfaces: readonly HostInterface[]
  readonly connections: readonly Connection[]
  readonly secrets: readonly SecretLine[]
  readonly firewall: FirewallDump
  readonly scripts: readonly Script[]
  /** Which of the two services the host would start at boot; undefined where the files do not say. */
  readonly services: { readonly swanctl: boolean | undefined; readonly starter: boolean | undefined }
  /** Where `uniqueids` or `unique` let one identity have several IKE SAs. */
  readonly manyPerIdentity: Word | undefined
  readonly netplanCrashes: readonly Word[]
  readonly resolvers: readonly string[]
}

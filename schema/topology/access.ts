import type { Cidr } from './address.ts'
import type { Certificate } from './beside/certificate.ts'
import type { Path } from './path.ts'

/** Client to site: people on laptops and phones who dial in to one gateway (IKEv2, EAP-MSCHAPv2). */
export interface Access {
  readonly at: Path
  readonly name: string
  readonly gateway: string
  /** The interface that clients reach, and its address where the topology knows it. */
  readonly interface: string
  readonly address: string | undefined
  /** What the gateway calls itself, and clients look for in its certificate: a DNS name or an address. */
  readonly id: string
  readonly certificate: CertificateFile
  /** The authority that clients trust; undefined when the certificate comes with none. */
  readonly authority: CertificateFile | undefined
  /** The authority's revocation list as PEM, when there is one in `pki/`. */
  readonly revocations: string | undefined
  /** sealed: the name of a sealed secret. held: the gateway made it and keeps it. */
  readonly key: { readonly kind: 'sealed'; readonly name: string } | { readonly kind: 'held' }
  /** What clients reach through the gateway: the traffic selectors on its side. */
  readonly routes: readonly Cidr[]
  readonly dns: readonly string[]
  /** Sorted. */
  readonly clients: readonly ClientFamily[]
  /** All users' addresses lie in it; undefined while there are neither users nor a written pool. */
  readonly pool: Cidr | undefined
  /** Addresses for clients that do not say who they are before EAP. */
  readonly dynamic: Cidr | undefined
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  readonly sendCertificate: 'always' | 'if-asked' | 'never'
  /** Seconds. */
  readonly dpd: { readonly delay: number }
  readonly mss: number | 'auto' | 'off'
  readonly users: readonly User[]
}

export type ClientFamily = 'apple' | 'windows' | 'android' | 'linux'

export interface User {
  readonly at: Path
  /** EAP identity, and the IKE identity that the client's profile announces. */
  readonly name: string
  /** The inner address that is always theirs, without prefix. */
  readonly address: string
  /** The name of the sealed secret that holds the password or its NT hash. */
  readonly secret: string
}

/** A file of `pki/` by the path that the topology names. */
export interface CertificateFile {
  /** Where the topology names it. */
  readonly at: Path
  readonly path: string
  /** Undefined when there is no such file. */
  readonly pem: string | undefined
  /** Undefined when the file is not a certificate. */
  readonly certificate: Certificate | undefined
}

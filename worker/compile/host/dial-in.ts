import type { Access, User } from '../../../schema/topology/access.ts'
import { formatCidr, parseAddress } from '../../../schema/topology/address.ts'
import type { Gateway } from '../../../schema/topology/gateway.ts'
import type { Topology } from '../../../schema/topology/topology.ts'
import { canonicalBytes, digestOf } from '../../../schema/wire/canonical.ts'
import { type ClientPool, clientPools } from './client-pool.ts'
import { boxFor, type SealedBox } from './sealed-box.ts'
import { type ServerKey, serverKey } from './server-key.ts'

/** Client to site (RFC 7296, EAP-MSCHAPv2), as the gateway that people dial in to has it. */
export interface DialIn {
  /** The access's name. */
  readonly name: string
  /** Where clients reach it; undefined: any of its addresses. */
  readonly address: string | undefined
  readonly interface: string
  readonly id: string
  /** PEM. */
  readonly certificate: string
  readonly authority: string | undefined
  readonly revocations: string | undefined
  readonly key: ServerKey
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  /** Seconds. */
  readonly dpdDelay: number
  readonly sendCertificate: Access['sendCertificate']
  /** Subnets that clients reach through the gateway. */
  readonly routes: readonly string[]
  readonly dns: readonly string[]
  /** Sorted by user. */
  readonly guests: readonly Guest[]
  /** Addresses, as a subnet, for clients that say who they are only within EAP; undefined: such clients are refused. */
  readonly dynamic: string | undefined
  readonly pools: readonly ClientPool[]
}

/** One person who may dial in. */
export interface Guest {
  /** The name of their connection, their pool and their secret. */
  readonly name: string
  /** EAP identity. */
  readonly user: string
  /** Their address with its prefix, such as 10.0.255.100/32. */
  readonly address: string
  readonly secret: SealedBox & { readonly holds: 'password' | 'nt-hash' }
}

/**
 * The accesses of a gateway, sorted by name. Left out are an access whose certificate or key the gateway cannot have, and a
 * user whose secret it cannot open: neither would work.
 */
export const dialInsOf = (topology: Topology, gateway: Gateway): DialIn[] =>
  topology.access
    .filter(access => access.gateway === gateway.name)
    .flatMap(access => {
      const certificate = access.certificate.pem
      const key = serverKey(topology, access)
      return certificate === undefined || key === undefined
        ? []
        : [dialInOf(topology, gateway, access, certificate, key)]
    })

const dialInOf = (
  topology: Topology,
  gateway: Gateway,
  access: Access,
  certificate: string,
  key: ServerKey,
): DialIn => ({
  name: access.name,
  address: access.address,
  interface: access.interface,
  id: access.id,
  certificate,
  authority: access.authority?.pem,
  revocations: access.revocations,
  key,
  ike: access.ike,
  esp: access.esp,
  dpdDelay: access.dpd.delay,
  sendCertificate: access.sendCertificate,
  routes: access.routes.map(formatCidr),
  dns: access.dns,
  guests: access.users.flatMap(user => guestOf(topology, access, user)),
  dynamic: access.dynamic && formatCidr(access.dynamic),
  pools: clientPools(access, gateway),
})

const guestOf = (topology: Topology, access: Access, { name, address, secret }: User): Guest[] => {
  const box = boxFor(topology, access.gateway, secret, ['password', 'nt-hash'])
  const prefix = parseAddress(address)?.kind() === 'ipv6' ? 128 : 32
  return box === undefined
    ? []
    : [
        {
          name: `${access.name}-${sectionOf(name)}`,
          user: name,
          address: `${address}/${prefix}`,
          secret: box,
        },
      ]
}

/**
 * A user's name as part of a section's name, where strongSwan reads a dot as a path and an @ is unknown. Most names stay as they
 * are; any other gets a piece of its digest, so that `a.b` and `a_b` remain two people.
 */
const sectionOf = (user: string): string =>
  /^[A-Za-z0-9_-]+$/.test(user)
    ? user
    : `${user.replace(/[^A-Za-z0-9_-]/g, '_')}-${digestOf(canonicalBytes(user)).slice(0, 8)}`

/** The one file that an access has in each credential folder. */
export const credentialFile = ({ name }: Pick<DialIn, 'name'>): `cygnet-${string}.pem` => `cygnet-${name}.pem`

/** The name that the access's private key goes by among the gateway's secrets: no tunnel and no user is called this. */
export const keyId = ({ name }: Pick<DialIn, 'name'>): string => `${name}_key`

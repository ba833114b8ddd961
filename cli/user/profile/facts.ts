import { createHash } from 'node:crypto'

/** What a device has to know to dial in. */
export interface ProfileFacts {
  readonly network: string
  readonly access: string
  readonly user: string
  /** What is dialled, and what the server's certificate must hold. */
  readonly server: string
  /** Base64 of the authority's certificate in DER; undefined when devices know the authority anyway. */
  readonly authority: string | undefined
  readonly routes: readonly string[]
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  /** Only when it was asked for. */
  readonly password: string | undefined
}

/** A file of a profile. All are for the user alone. */
export interface ProfileFile {
  readonly name: string
  readonly text: string
}

/** What the connection is called on the device. */
export const titleOf = ({ network, access }: ProfileFacts): string => `${network} ${access}`

/** The name of a file or section: without dots, on which strongSwan trips. */
export const stemOf = ({ access, user }: ProfileFacts): string =>
  `${access}-${user.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`

/** Always the same for one user of one access, so that a device replaces what it has (RFC 9562 §5.8). */
export const uuidOf = ({ network, access, user }: ProfileFacts, part: string): string => {
  const hex = createHash('sha256')
    .update(JSON.stringify([network, access, user, part]))
    .digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** PEM of base64 (RFC 7468). */
export const pemOf = (base64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n') ?? ''}\n-----END CERTIFICATE-----\n`

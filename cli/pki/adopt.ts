import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type Certificate, readCertificate } from '../../schema/topology/beside/certificate.ts'
import { CommandError } from '../command-error.ts'
import { spkiOf } from './key-kind.ts'

/** A certificate that somebody else's tools made, and the authority that clients would trust it by: PEM. */
export interface Foreign {
  readonly certificate: string
  readonly authority: string
  readonly now: Date
}

/** What is wrong with a certificate from elsewhere; empty when clients would take it. Each line says what would be observed. */
export const faultsOf = ({ certificate, authority, now }: Foreign): string[] => {
  const server = readCertificate(certificate)
  const issuer = readCertificate(authority)
  if (server === undefined) return ['it is no certificate in PEM']
  if (issuer?.isAuthority !== true) return ['what should be its authority is not the certificate of one']
  return [
    ...(signedBy(certificate, authority)
      ? []
      : ['no client would trust it: the authority has not signed it']),
    ...weakness(server),
    ...lifetime(server, now),
    ...(server.isAuthority ? ['it is an authority itself: whoever holds its key could make others'] : []),
    ...(server.serverAuth ? [] : ['Apple and Windows refuse it: its extended key usage lacks serverAuth']),
    ...(server.dnsNames.length + server.addresses.length > 0
      ? []
      : ['clients find no name in it: it has no subjectAltName with a DNS name or address']),
  ]
}

/** The private key in PEM, if it is this certificate's. Throws a CommandError; the cause, which may quote the key, is dropped. */
export const matchingKey = (
  pem: Uint8Array,
  certificate: string,
  passphrase: string | undefined,
): KeyObject => {
  const key = opened(pem, passphrase)
  const spki = readCertificate(certificate)?.spki
  if (key !== undefined && spki !== undefined && Buffer.compare(spkiOf(key), spki) === 0) return key
  throw new CommandError(
    'unreadable',
    key === undefined ? 'the private key cannot be opened' : "the private key is not this certificate's",
    key === undefined
      ? 'give it as PEM; for an encrypted one set CYGNET_PASSPHRASE'
      : 'give the key that the certificate was made for',
  )
}

const opened = (pem: Uint8Array, passphrase: string | undefined): KeyObject | undefined => {
  const key = Buffer.from(pem)
  try {
    return createPrivateKey(passphrase === undefined ? key : { key, passphrase })
  } catch {
    return undefined
  }
}

const signedBy = (certificate: string, authority: string): boolean => {
  try {
    const issuer = new X509Certificate(authority)
    const server = new X509Certificate(certificate)
    return server.checkIssued(issuer) && server.verify(issuer.publicKey)
  } catch {
    return false
  }
}

const weakness = ({ key }: Certificate): string[] =>
  key.kind === 'rsa' && key.bits < 2048 ? [`its key can be broken: RSA of ${key.bits} bits`] : []

const lifetime = ({ notBefore, notAfter }: Certificate, now: Date): string[] => {
  const seconds = now.getTime() / 1000
  if (notAfter <= seconds) return ['clients refuse it: it has expired']
  return notBefore > seconds ? ['clients refuse it until it begins to be good'] : []
}

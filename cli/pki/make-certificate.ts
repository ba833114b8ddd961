import { type KeyObject, randomBytes } from 'node:crypto'
import { signingKeyOf, signingOf, spkiOf } from './key-kind.ts'
import * as x509 from './x509.ts'

/** An hour before now: clients' clocks run late. */
const LEEWAY = 3_600_000
const DAY = 86_400_000

export interface AuthorityPlan {
  readonly name: string
  readonly key: KeyObject
  readonly days: number
  readonly now: Date
}

/** A certificate that signs itself and others, but no further authority (RFC 5280 §4.2.1.9), as PEM. */
export const makeAuthority = async ({ name, key, days, now }: AuthorityPlan): Promise<string> => {
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [name] }],
    issuer: [{ CN: [name] }],
    publicKey: spkiOf(key),
    signingKey: await signingKeyOf(key),
    signingAlgorithm: signingOf(key),
    ...validity(now, days),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(spkiOf(key)),
    ],
  })
  return pem('CERTIFICATE', certificate.rawData)
}

export interface ServerPlan {
  /** The authority's certificate, PEM, and its private key. */
  readonly authority: string
  readonly key: KeyObject
  /** SubjectPublicKeyInfo in DER of the server's key. */
  readonly spki: Uint8Array<ArrayBuffer>
  /** The first one becomes the subject's common name. */
  readonly dnsNames: readonly string[]
  readonly addresses: readonly string[]
  readonly days: number
  /** Where clients fetch the revocation list. */
  readonly revocationList: string | undefined
  readonly now: Date
}

/** A server's certificate, as PEM: what every client family looks for, and nothing that it could be abused for. */
export const makeServerCertificate = async (plan: ServerPlan): Promise<string> => {
  const authority = new x509.X509Certificate(plan.authority)
  const names = [
    ...plan.dnsNames.map(value => ({ type: 'dns', value }) as const),
    ...plan.addresses.map(value => ({ type: 'ip', value }) as const),
  ]
  const list = plan.revocationList
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [(names[0]?.value ?? 'server').slice(0, 64)] }],
    issuer: authority.subjectName,
    publicKey: plan.spki,
    signingKey: await signingKeyOf(plan.key),
    signingAlgorithm: signingOf(plan.key),
    ...validity(plan.now, plan.days),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names),
      await x509.SubjectKeyIdentifierExtension.create(plan.spki),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
      ...(list === undefined ? [] : [new x509.CRLDistributionPointsExtension([list])]),
    ],
  })
  return pem('CERTIFICATE', certificate.rawData)
}

const validity = (now: Date, days: number) => ({
  notBefore: new Date(now.getTime() - LEEWAY),
  notAfter: new Date(now.getTime() + days * DAY),
  serialNumber: newSerial(),
})

/** 127 bits drawn by the system, positive and without leading zeroes (RFC 5280 §4.1.2.2), in hex. */
const newSerial = (): string => {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}

/** RFC 7468 §3. */
export const pem = (label: string, der: ArrayBuffer): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

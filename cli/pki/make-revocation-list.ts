import type { KeyObject } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { CRLNumber, id_ce_cRLNumber } from '@peculiar/asn1-x509'
import { signingKeyOf, signingOf } from './key-kind.ts'
import { pem } from './make-certificate.ts'
import * as x509 from './x509.ts'

/** Why a certificate is revoked (RFC 5280 §5.3.1), as far as a server's ends for such a reason. */
export const REASONS = {
  unspecified: x509.X509CrlReason.unspecified,
  'key-compromise': x509.X509CrlReason.keyCompromise,
  superseded: x509.X509CrlReason.superseded,
  'cessation-of-operation': x509.X509CrlReason.cessationOfOperation,
} as const

export type Reason = keyof typeof REASONS

export interface RevocationPlan {
  readonly authority: string
  readonly key: KeyObject
  /** Grows with every list (RFC 5280 §5.2.3). */
  readonly number: number
  readonly revoked: readonly { readonly serial: string; readonly at: Date; readonly reason: Reason }[]
  readonly days: number
  readonly now: Date
}

/** A revocation list of version 2 (RFC 5280 §5), as PEM. */
export const makeRevocationList = async (plan: RevocationPlan): Promise<string> => {
  const authority = new x509.X509Certificate(plan.authority)
  const list = await x509.X509CrlGenerator.create({
    issuer: authority.subjectName,
    thisUpdate: plan.now,
    nextUpdate: new Date(plan.now.getTime() + plan.days * 86_400_000),
    signingKey: await signingKeyOf(plan.key),
    signingAlgorithm: signingOf(plan.key),
    entries: plan.revoked.map(({ serial, at, reason }) => ({
      serialNumber: serial,
      revocationDate: at,
      ...(reason === 'unspecified' ? {} : { reason: REASONS[reason] }),
    })),
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
      new x509.Extension(id_ce_cRLNumber, false, AsnConvert.serialize(new CRLNumber(plan.number))),
    ],
  })
  return pem('X509 CRL', list.rawData)
}

import type { Rule } from '../finding.ts'

/** A certificate that is not for servers. */
export const certEku: Rule = {
  code: 'cert-eku',
  level: 'error',
  trap: {
    when: 'the certificate of an access does not have the extended key usage serverAuth',
    observe: 'Apple and Windows clients refuse the gateway; others connect',
    why: 'without it any client’s certificate of the same authority could pose as the gateway',
    write: 'issue the certificate with serverAuth; `cygnet pki issue` does',
  },
  *check(topology) {
    for (const { certificate } of topology.access) {
      if (certificate.certificate?.serverAuth !== false) continue
      yield {
        severity: 'error',
        at: certificate.at,
        message:
          'Apple and Windows clients refuse the gateway: its certificate does not say that it is for a server (extendedKeyUsage serverAuth)',
        hint: 'have it issued again with serverAuth, as cygnet pki issue does',
      }
    }
  },
}

import type { CertificateFile } from '../access.ts'
import type { Finding, Rule } from '../finding.ts'

/** A certificate that is not there, is none, or does not belong to the authority beside it. */
export const certFile: Rule = {
  code: 'cert-file',
  level: 'error',
  trap: {
    when: 'a file of `pki/` that an access names is missing or holds no certificate, or the certificate was not issued by the authority',
    observe:
      'clients do not connect: the gateway has nothing to prove itself with, or something that they do not trust',
    why: 'clients trust the authority and check that it issued the certificate of the gateway',
    write:
      'put the certificate there as PEM; `cygnet pki issue` makes one, and `cygnet pki init` the authority',
  },
  *check(topology) {
    for (const { certificate, authority } of topology.access) {
      for (const file of [certificate, authority]) if (file !== undefined) yield* unreadable(file)
      const [server, root] = [certificate.certificate, authority?.certificate]
      if (root !== undefined && authority !== undefined && !root.isAuthority)
        yield {
          severity: 'error',
          at: authority.at,
          message: `no client trusts anything that ${authority.path} issued: it is the certificate of ${root.subject}, which is no authority (basicConstraints)`,
          hint: 'name the certificate of the authority itself',
        }
      else if (server !== undefined && root !== undefined && server.issuer !== root.subject)
        yield {
          severity: 'error',
          at: certificate.at,
          message: `clients refuse the gateway: its certificate was issued by ${server.issuer}, and they are given ${root.subject} to trust`,
          hint: `name the authority that issued it, or have it issued again`,
        }
    }
  },
}

function* unreadable({ at, path, pem, certificate }: CertificateFile): Iterable<Finding> {
  if (certificate !== undefined) return
  yield {
    severity: 'error',
    at,
    message:
      pem === undefined
        ? `clients cannot connect: there is no file ${path}`
        : `clients cannot connect: ${path} holds no certificate that could be read (PEM, with an RSA, ECDSA or EdDSA key)`,
    hint: 'run cygnet pki issue, or put a certificate there that was made elsewhere, as PEM',
  }
}

import type { Access } from '../access.ts'
import type { CertificateKey } from '../beside/certificate.ts'
import type { Rule } from '../finding.ts'

/** A certificate with a key that some of the clients cannot check, or that protects nothing. */
export const certKey: Rule = {
  code: 'cert-key',
  level: 'error',
  allowed: true,
  trap: {
    when: 'the certificate of an access has an ECDSA key while Apple clients connect, an EdDSA key while Apple or Windows clients do, or an RSA key of less than 2048 bits',
    observe:
      'an iPhone that was configured by hand does not connect; Windows says that the credentials are unacceptable',
    why: 'iOS takes ECDSA server certificates only from a profile that says so, and neither knows EdDSA in IKE',
    write:
      'issue it with an RSA key of 3072 bits; or allow it with the reason that every device has a profile of `cygnet user profile`',
  },
  *check(topology) {
    for (const access of topology.access) {
      const key = access.certificate.certificate?.key
      const reason = key && faultOf(key, access.clients)
      if (reason === undefined) continue
      yield {
        severity: 'error',
        at: access.certificate.at,
        message: reason,
        hint: 'have it issued with an RSA key of 3072 bits',
      }
    }
  },
}

const faultOf = ({ kind, bits }: CertificateKey, clients: Access['clients']): string | undefined => {
  if (kind === 'rsa')
    return bits >= 2048
      ? undefined
      : `clients refuse the gateway, and others could pose as it: its key has ${bits} bits`
  const refusing = clients.filter(family => family === 'apple' || (family === 'windows' && kind === 'eddsa'))
  if (refusing.length === 0) return undefined
  return kind === 'eddsa'
    ? `${refusing.join(' and ')} clients refuse the gateway: they cannot check its EdDSA certificate`
    : 'an iPhone that was configured by hand refuses the gateway: it takes an ECDSA certificate only from a profile'
}

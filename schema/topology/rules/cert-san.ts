import { formatAddress, parseAddress } from '../address.ts'
import type { Certificate } from '../beside/certificate.ts'
import type { Rule } from '../finding.ts'

/** A certificate that does not hold the name which clients look for. */
export const certSan: Rule = {
  code: 'cert-san',
  level: 'error',
  trap: {
    when: 'the `id` of an access is not among the subject alternative names of its certificate',
    observe:
      'clients refuse the gateway: "server authentication failed", "IKE authentication credentials are unacceptable"',
    why: 'clients compare the name that they were given with the subjectAltName, and with nothing else; the common name does not count',
    write:
      'issue the certificate with the `id` as a SAN, and the address too for clients that dial an address',
  },
  *check(topology) {
    for (const { id, certificate } of topology.access) {
      if (certificate.certificate === undefined || names(certificate.certificate, id)) continue
      const { dnsNames, addresses } = certificate.certificate
      const known = [...dnsNames, ...addresses].join(', ')
      yield {
        severity: 'error',
        at: certificate.at,
        message: `clients refuse the gateway: they look for ${id}, and the certificate names ${known === '' ? 'nothing (subjectAltName)' : known}`,
        hint: `have it issued again with ${id} as subjectAltName, or write the id that it names`,
      }
    }
  },
}

const names = ({ dnsNames, addresses }: Certificate, id: string): boolean => {
  const address = parseAddress(id)
  if (address !== undefined) return addresses.includes(formatAddress({ address }))
  return dnsNames.some(name => name.toLowerCase() === id.toLowerCase())
}

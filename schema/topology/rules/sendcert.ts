import type { Rule } from '../finding.ts'

/** A server that keeps its certificate to itself, though clients have nothing but its authority. */
export const sendcert: Rule = {
  code: 'sendcert',
  level: 'error',
  trap: {
    when: 'an access has `send-certificate: never`, or `if-asked` with Apple or Windows among its clients',
    observe: 'clients stop right after IKE_AUTH; the log of the gateway shows nothing wrong',
    why: 'with EAP the client has only the authority, and Apple and Windows do not ask for the certificate',
    write: 'leave `send-certificate` out: it is always sent',
  },
  *check(topology) {
    for (const { at, sendCertificate, clients } of topology.access) {
      const silent = clients.filter(family => family === 'apple' || family === 'windows')
      if (sendCertificate === 'always' || (sendCertificate === 'if-asked' && silent.length === 0)) continue
      yield {
        severity: 'error',
        at: [...at, 'send-certificate'],
        message:
          sendCertificate === 'never'
            ? 'no client connects: they have only the authority, and never see the certificate that it issued'
            : `${silent.join(' and ')} clients do not connect: they do not ask for the certificate, and so never see it`,
        hint: 'leave send-certificate out: it is then always sent',
        because: [[...at, 'clients']],
      }
    }
  },
}

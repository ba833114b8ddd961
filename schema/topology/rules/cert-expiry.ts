import type { CertificateFile } from '../access.ts'
import type { Finding, Rule } from '../finding.ts'

const DAY = 86_400
const NOTICE = 30 * DAY

/** A certificate that is about to end, or is not valid now. */
export const certExpiry: Rule = {
  code: 'cert-expiry',
  level: 'error or warning',
  trap: {
    when: 'a certificate of an access has expired, is not valid yet, or expires within 30 days (a warning)',
    observe: 'from one second to the next no client connects any more',
    why: 'clients check the dates of the certificate and of its authority against their own clock',
    write: 'renew it: `cygnet pki renew`',
  },
  *check(topology, now) {
    if (now === undefined) return
    for (const { certificate, authority } of topology.access)
      for (const file of [certificate, authority]) if (file !== undefined) yield* endingOf(file, now)
  },
}

function* endingOf({ at, path, certificate }: CertificateFile, now: number): Iterable<Finding> {
  if (certificate === undefined) return
  const { notBefore, notAfter } = certificate
  const hint = 'run cygnet pki renew, and merge the change in time'
  if (notAfter <= now)
    yield {
      severity: 'error',
      at,
      message: `no client connects: ${path} expired on ${dayOf(notAfter)}`,
      hint,
    }
  else if (notBefore > now)
    yield {
      severity: 'error',
      at,
      message: `no client connects: ${path} is valid from ${dayOf(notBefore)} on, which has not come yet`,
      hint: 'check the clock of the machine that issued it',
    }
  else if (notAfter - now < NOTICE)
    yield {
      severity: 'warning',
      at,
      message: `no client connects any more from ${dayOf(notAfter)} on: ${path} expires in ${Math.floor((notAfter - now) / DAY)} days`,
      hint,
    }
}

const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10)

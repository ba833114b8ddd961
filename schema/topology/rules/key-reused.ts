import type { Finding, Rule } from '../finding.ts'
import type { Topology } from '../topology.ts'

/** Two gateways with one key: either can speak for the other. */
export const keyReused: Rule = {
  code: 'key-reused',
  level: 'error',
  trap: {
    when: 'two gateways have the same public key, or clients reach two of them by one certificate',
    observe: 'either gateway can report and decrypt in the name of the other',
    why: 'a disk image was copied together with the keys in it',
    write: 'delete /var/lib/cygnet on one of the two and enrol it again',
  },
  *check(topology) {
    yield* reusedKeys(topology)
    yield* reusedCertificates(topology)
  },
}

function* reusedKeys({ gateways }: Topology): Iterable<Finding> {
  const owners = new Map<string, string>()
  for (const { at, name, keys } of gateways) {
    if (keys === undefined) continue
    for (const kind of ['sign', 'seal'] as const) {
      const owner = owners.get(keys[kind])
      owners.set(keys[kind], owner ?? name)
      if (owner === undefined) continue
      yield {
        severity: 'error',
        at: [...at, 'keys', kind],
        message: `either gateway can report and decrypt in the name of the other: ${owner} has this very key, as after copying a disk image`,
        hint: 'delete /var/lib/cygnet on one of the two, then cygnet gateway add NAME and cygnet-runner enroll -',
      }
    }
  }
}

function* reusedCertificates({ access }: Topology): Iterable<Finding> {
  const owners = new Map<string, string>()
  for (const { gateway, certificate } of access) {
    if (certificate.certificate === undefined) continue
    const key = certificate.certificate.spki.join()
    const owner = owners.get(key)
    owners.set(key, owner ?? gateway)
    if (owner === undefined || owner === gateway) continue
    yield {
      severity: 'error',
      at: certificate.at,
      message: `whoever breaks into ${gateway} can pose as ${owner} towards its clients: both have the key of this certificate`,
      hint: 'have a certificate issued for each gateway, with a key of its own',
    }
  }
}

import type { Rule } from '../finding.ts'

/** Two gateways with one key: either can speak for the other. */
export const keyReused: Rule = {
  code: 'key-reused',
  level: 'error',
  trap: {
    when: 'two gateways have the same public key',
    observe: 'either gateway can report and decrypt in the name of the other',
    why: 'a disk image was copied together with the keys in it',
    write: 'delete /var/lib/cygnet on one of the two and enrol it again',
  },
  *check(topology) {
    const owners = new Map<string, string>()
    for (const { at, name, keys } of topology.gateways) {
      if (keys === undefined) continue
      for (const kind of ['sign', 'seal'] as const) {
        const owner = owners.get(keys[kind])
        owners.set(keys[kind], owner ?? name)
        if (owner === undefined) continue
        yield {
          severity: 'error',
          at: [...at, 'keys', kind],
          message: `either gateway can report and decrypt in the name of the other: ${owner} has this very key, as after copying a disk image`,
          hint: `delete /var/lib/cygnet on one of the two, then cygnet token NAME and cygnet-runner enroll TOKEN`,
        }
      }
    }
  },
}

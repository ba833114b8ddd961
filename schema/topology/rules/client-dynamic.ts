import type { Rule } from '../finding.ts'

/** Clients that do not say who they are until it is too late for a fixed address. */
export const clientDynamic: Rule = {
  code: 'client-dynamic',
  level: 'warning',
  trap: {
    when: 'an access has Windows among its clients and no `dynamic` addresses',
    observe: 'Windows does not connect: no connection matches its identity',
    why: 'it announces its local address instead of its user; strongSwan before 6.0.2 cannot choose a connection by the name that EAP brings later, and so no fixed address either',
    write: 'write `dynamic:` with a subnet for such clients, or leave `windows` out of `clients`',
  },
  *check(topology) {
    for (const { at, clients, dynamic } of topology.access) {
      if (dynamic !== undefined || !clients.includes('windows')) continue
      yield {
        severity: 'warning',
        at: [...at, 'clients'],
        message:
          'Windows clients do not connect: they announce their local address instead of their user, so no connection with a fixed address is theirs',
        hint: 'add dynamic: with a subnet of its own for them, such as 10.0.254.0/24, or leave windows out of clients',
        because: [[...at, 'dynamic']],
      }
    }
  },
}

import type { Rule } from '../finding.ts'

/** A managed interface that is no VLAN: this version makes no others. */
export const interfaceKind: Rule = {
  code: 'interface-kind',
  level: 'error',
  trap: {
    when: 'an interface is to be managed and is no VLAN, or routes stand on one that is not managed',
    observe: 'the interface never appears, or the routes are never set',
    why: 'cygnet makes VLANs and touches nothing else',
    write: 'add `vlan:` and `link:`, or write `managed: false` and leave its routes to whatever makes it',
  },
  *check(topology) {
    for (const { interfaces } of topology.gateways)
      for (const { at, name, managed, vlan, routes } of interfaces) {
        if (managed && vlan === undefined)
          yield {
            severity: 'error',
            at,
            onKey: true,
            because: [
              [...at, 'link'],
              [...at, 'vlan'],
              [...at, 'managed'],
            ],
            message: `${name} would never appear: it is to be managed, and what cygnet makes are VLANs, with both vlan: and link:`,
            hint: 'add vlan: and link:, or write managed: false for an interface that exists already',
          }
        if (!managed && routes.length > 0)
          yield {
            severity: 'error',
            at: [...at, 'routes'],
            message: `these routes would never be set: ${name} is not managed, so cygnet does not touch it`,
            hint: 'leave the routes out, and set them where the interface is made',
          }
      }
  },
}

import type { Rule } from '../finding.ts'

/** A VLAN with a larger MTU than the interface under it. */
export const mtuParent: Rule = {
  code: 'mtu-parent',
  level: 'error',
  trap: {
    when: 'a VLAN has a larger MTU than the interface that it runs on',
    observe: 'the VLAN keeps the MTU of its link and nobody notices',
    why: 'the kernel refuses the larger one, and netplan does not look',
    write: 'write an MTU that is not above that of the link, or the true `mtu` of the link',
  },
  *check(topology) {
    for (const { interfaces } of topology.gateways)
      for (const { at, name, vlan, mtu } of interfaces) {
        const link = interfaces.find(other => other.name === vlan?.link)
        if (link === undefined || mtu <= link.mtu) continue
        yield {
          severity: 'error',
          at: [...at, 'mtu'],
          message: `${name} never gets its MTU of ${mtu}: the kernel refuses more than its link ${link.name} has, which is ${link.mtu}, and netplan does not notice`,
          hint: `write mtu: ${link.mtu} or less, or the true mtu of ${link.name}`,
          because: [[...link.at, 'mtu']],
        }
      }
  },
}

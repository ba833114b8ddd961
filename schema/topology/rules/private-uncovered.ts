import { contains, formatCidr } from '../address.ts'
import type { Rule } from '../finding.ts'

/** A network that the firewall does not know to be private. */
export const privateUncovered: Rule = {
  code: 'private-uncovered',
  *check(topology) {
    for (const { networks } of topology.gateways)
      for (const { at, name, subnet } of networks) {
        if (topology.private.some(space => contains(space, subnet))) continue
        yield {
          severity: 'warning',
          at: [...at, 'subnet'],
          message: `while a tunnel is down, packets for ${name} leave by the internet interface in clear: ${formatCidr(subnet)} is in no subnet of private`,
          hint: `add ${formatCidr(subnet)}, or a subnet around it, to private`,
          because: [['private']],
        }
      }
  },
}

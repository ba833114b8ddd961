import { formatCidr } from '../address.ts'
import type { Finding, Rule } from '../finding.ts'
import type { Topology } from '../topology.ts'
import { oncePerPlace } from './once.ts'

/** Selectors that the other end does not have as its own. */
export const selectorMirror: Rule = {
  code: 'selector-mirror',
  level: 'error',
  trap: {
    when: '`networks:` of a tunnel brings in a subnet that the end does not have',
    observe:
      'the IKE SA comes up and the CHILD SA does not: TS_UNACCEPTABLE in the log; or it comes up narrower than written',
    why: 'what one end calls local the other has to call remote, to the bit',
    write: 'write a network of that end, a part of one, or add the subnet where the end is defined',
  },
  *check(topology) {
    yield* oncePerPlace(strays(topology))
  },
}

function* strays({ tunnels }: Topology): Iterable<Finding> {
  for (const { ends } of tunnels)
    for (const { kind, name, networks } of ends)
      for (const { at, subnet } of networks.filter(network => network.kind === 'stray'))
        yield {
          severity: 'error',
          at,
          message: `the tunnel stays without this pair of networks (TS_UNACCEPTABLE): ${name} has nothing around ${formatCidr(subnet)}, so the selectors of the two ends are not each other's mirror`,
          hint:
            kind === 'peer'
              ? `write one of the networks that peers.${name} lists, or add it there`
              : `write the name of a network of ${name}, or add this one under gateways.${name}.networks`,
          because: [[kind === 'peer' ? 'peers' : 'gateways', name, 'networks']],
        }
}

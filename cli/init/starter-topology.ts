import type { Name } from '../../schema/wire/names.ts'

/**
 * Lies beside the topology, so that editors complete and check it as it is typed: without a network, and with the very
 * keys that this version of cygnet reads.
 */
export const SCHEMA_FILE = 'topology.schema.json'

/** The first topology of a network: two gateways and a tunnel, to be changed into the real ones. It checks clean. */
export const starterTopology = (network: Name): string => `\
# yaml-language-server: $schema=${SCHEMA_FILE}
# The network, as it shall be. Change it, run \`cygnet check\`, push it: the pull request shows what would happen.
cygnet: 1
network: ${network}
private: [10.0.0.0/8]                  # reachable only through tunnels: never masqueraded, never leaked

gateways:
  north:
    provider: generic                  # or: hetzner-dedicated, hetzner-cloud, with what is known about them
    # keys: comes by itself, as a pull request, when the gateway enrols
    interfaces:
      eth0: { managed: false, addresses: [192.0.2.1/24] }      # managed: false: cygnet never touches it
      lan0: { managed: false, addresses: [10.1.0.1/16] }
    networks:
      office: { subnet: 10.1.0.0/16, interface: lan0 }         # what is reachable behind this gateway
    internet: { via: eth0, masquerade: [office] }

  south:
    provider: generic
    interfaces:
      eth0: { managed: false, addresses: [198.51.100.1/24] }
      lan0: { managed: false, addresses: [10.2.0.1/16] }
    networks:
      office: { subnet: 10.2.0.0/16, interface: lan0 }
    internet: { via: eth0, masquerade: [office] }

tunnels:
  north-south:
    between: { north: eth0, south: eth0 }                      # gateway: the interface it speaks from

rollout:
  approvers: { permission: maintain }  # who may press the button; not the author of the change
  schedule: { every: 60s }             # how often a gateway asks for news
`

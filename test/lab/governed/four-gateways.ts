import { kadathText, rlyehText } from '../../../infra/lab/managed/small-network.ts'

/**
 * Four gateways in two pairs: rlyeh and ulthar on a provider's network, kadath and carcosa across the internet. rlyeh goes first,
 * alone; the others follow when it has been healthy for ten seconds.
 */
export const FOUR_GATEWAYS = `cygnet: 1
network: miskatonic
private: [10.0.0.0/8]
gateways:
${rlyehText('{ managed: false }')}  ulthar:
    provider: hetzner-cloud
    interfaces:
      eth0: { managed: false }
      eth1: { managed: false, addresses: [172.16.0.2/32] }
      lxdbr0: { managed: false, addresses: [10.2.0.1/16] }
    networks:
      cats: { subnet: 10.2.0.0/16, interface: lxdbr0 }
    internet: { via: eth0, masquerade: [cats] }
${kadathText('{ managed: false, addresses: [192.0.2.77/24] }')}  carcosa:
    provider: generic
    interfaces:
      ens3: { managed: false, addresses: [192.0.2.78/24] }
      br0: { managed: false, addresses: [10.5.0.1/16] }
    networks:
      lake: { subnet: 10.5.0.0/16, interface: br0 }
    internet: { via: ens3, masquerade: [lake] }
tunnels:
  rlyeh-ulthar:
    between: { rlyeh: vswitch, ulthar: eth1 }
  kadath-carcosa:
    between: { kadath: ens3, carcosa: ens3 }
rollout:
  schedule: { every: 3s }
  silence: 180s
  waves:
    - { gateways: [rlyeh], soak: 10s }
    - { gateways: "*", soak: 5s }
`

const NETWORKS = { rlyeh: 'containers', ulthar: 'cats', kadath: 'castle', carcosa: 'lake' } as const

/** One of the four. */
export type GatewayName = keyof typeof NETWORKS
/** Their names, in the order of their pairs. */
export const GATEWAYS = ['rlyeh', 'ulthar', 'kadath', 'carcosa'] as const satisfies readonly GatewayName[]

/** The topology with the networks of these gateways no longer, or again, leaving for the internet: a change of the firewall alone. */
export const masquerading = (text: string, gateways: readonly GatewayName[], on: boolean): string =>
  gateways.reduce((rest, name) => {
    const network = NETWORKS[name]
    const [from, to] = on ? ['[]', `[${network}]`] : [`[${network}]`, '[]']
    const line = new RegExp(
      `(${network}: \\{ subnet.*\\n    internet: .*masquerade: )${from.replaceAll(/[[\]]/g, '\\$&')}`,
    )
    return rest.replace(line, (_, before: string) => `${before}${to}`)
  }, text)

/** The topology with the VLAN of rlyeh another one, in which nobody is: valid, and the end of its tunnel. */
export const inNobodysVlan = (text: string): string => text.replace('vlan: 4090', 'vlan: 4091')

/** Two gateways and their tunnel, small enough to boot often. */
export const TWO_GATEWAYS = `cygnet: 1
network: miskatonic
private: [10.0.0.0/8]
gateways:
  rlyeh:
    provider: hetzner-dedicated
    interfaces:
      enp9s0: { managed: false }
      vswitch:
        vlan: 4090
        link: enp9s0
        addresses: [172.16.0.18/28]
        routes: [{ to: 172.16.0.0/24, via: 172.16.0.17, on-link: true }]
      lxdbr0: { managed: false, addresses: [10.1.0.1/16] }
    networks:
      containers: { subnet: 10.1.0.0/16, interface: lxdbr0 }
    internet: { via: enp9s0, masquerade: [containers] }
  ulthar:
    provider: hetzner-cloud
    daemon: ipsec.conf
    interfaces:
      eth0: { managed: false }
      eth1: { managed: false, addresses: [172.16.0.2/32] }
      lxdbr0: { managed: false, addresses: [10.2.0.1/16] }
      lxdbr1: { managed: false, addresses: [10.3.0.1/16] }
    networks:
      containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }
    internet: { via: eth0, masquerade: [containers] }
tunnels:
  rlyeh-ulthar:
    between: { rlyeh: vswitch, ulthar: eth1 }
rollout:
  schedule: { every: 3s }
`

/**
 * The same with other interfaces, another firewall and other connections. The tunnel between the first two networks is
 * the same, so that it comes up whichever of the two generations each end is in.
 */
export const EVERYTHING_ELSE = TWO_GATEWAYS.replace(
  'addresses: [172.16.0.18/28]',
  'addresses: [172.16.0.18/28, 172.16.0.19/28]',
)
  .replace(
    'containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }',
    'containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }\n      archive: { subnet: 10.3.0.0/16, interface: lxdbr1 }',
  )
  .replace('masquerade: [containers] }\n  ulthar', 'masquerade: [] }\n  ulthar')

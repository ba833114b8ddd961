/**
 * Three gateways, one for each way to cut oneself off: rlyeh speaks from a VLAN, kadath has nothing but the internet,
 * ulthar is anybody. A tunnel joins rlyeh and ulthar.
 */
export const THREE_GATEWAYS = `cygnet: 1
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
    interfaces:
      eth0: { managed: false }
      eth1: { managed: false, addresses: [172.16.0.2/32] }
      lxdbr0: { managed: false, addresses: [10.2.0.1/16] }
      lxdbr1: { managed: false, addresses: [10.3.0.1/16] }
    networks:
      containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }
    internet: { via: eth0, masquerade: [containers] }
  kadath:
    provider: generic
    interfaces:
      ens3: { managed: false }
      br0: { managed: false, addresses: [10.4.0.1/16] }
    networks:
      castle: { subnet: 10.4.0.0/16, interface: br0 }
    internet: { via: ens3, masquerade: [castle] }
tunnels:
  rlyeh-ulthar:
    between: { rlyeh: vswitch, ulthar: eth1 }
rollout:
  schedule: { every: 3s }
`

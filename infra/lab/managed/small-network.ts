/** What differs from one small network to the next. */
export interface SmallNetwork {
  /** The IKE daemon of ulthar; rlyeh has charon's own. */
  readonly ulthar: 'swanctl' | 'ipsec.conf'
  /** Whether there is kadath, a third gateway, with nothing but the internet. Its tunnels are for the caller to add. */
  readonly kadath: boolean
  /** Whether the addresses on the internet are written down, as a tunnel across it needs. */
  readonly addresses?: boolean
  /** The pause between polls, such as `3s`. */
  readonly every: string
}

/**
 * Two gateways, small enough to boot often, or three, as the text of a topology: rlyeh speaks from a VLAN, ulthar is anybody.
 * A tunnel joins the two.
 */
export const smallNetwork = ({ ulthar, kadath, addresses = false, every }: SmallNetwork): string => {
  const outside = (address: string): string =>
    addresses ? `{ managed: false, addresses: [${address}] }` : '{ managed: false }'
  return `cygnet: 1
network: miskatonic
private: [10.0.0.0/8]
gateways:
${rlyehText(outside('203.0.113.50/32'))}  ulthar:
    provider: hetzner-cloud
${ulthar === 'swanctl' ? '' : `    daemon: ${ulthar}\n`}    interfaces:
      eth0: { managed: false }
      eth1: { managed: false, addresses: [172.16.0.2/32] }
      lxdbr0: { managed: false, addresses: [10.2.0.1/16] }
      lxdbr1: { managed: false, addresses: [10.3.0.1/16] }
    networks:
      containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }
    internet: { via: eth0, masquerade: [containers] }
${kadath ? kadathText(outside('192.0.2.77/24')) : ''}tunnels:
  rlyeh-ulthar:
    between: { rlyeh: vswitch, ulthar: eth1 }
rollout:
  schedule: { every: ${every} }
`
}

/** rlyeh under `gateways`: a dedicated server that speaks from a VLAN. `outside` is what is written of its interface on the internet. */
export const rlyehText = (outside: string): string => `  rlyeh:
    provider: hetzner-dedicated
    interfaces:
      enp9s0: ${outside}
      vswitch:
        vlan: 4090
        link: enp9s0
        addresses: [172.16.0.18/28]
        routes: [{ to: 172.16.0.0/24, via: 172.16.0.17, on-link: true }]
      lxdbr0: { managed: false, addresses: [10.1.0.1/16] }
    networks:
      containers: { subnet: 10.1.0.0/16, interface: lxdbr0 }
    internet: { via: enp9s0, masquerade: [containers] }
`

/** kadath likewise: a machine with nothing but the internet. */
export const kadathText = (outside: string): string => `  kadath:
    provider: generic
    interfaces:
      ens3: ${outside}
      br0: { managed: false, addresses: [10.4.0.1/16] }
    networks:
      castle: { subnet: 10.4.0.0/16, interface: br0 }
    internet: { via: ens3, masquerade: [castle] }
`

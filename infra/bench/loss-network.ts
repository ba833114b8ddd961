import { smallNetwork } from '../lab/managed/small-network.ts'

/** A tunnel that is to stay as it is between two gateways, which run one IKE daemon each, and a third to change things with. */
export const NETWORK = smallNetwork({ ulthar: 'ipsec.conf', kadath: true, addresses: true, every: '60s' })

/** One kind of change: from the network before it to the one after it. Throws when the network has no such place. */
export interface Kind {
  readonly name: string
  readonly change: (text: string) => string
}

const replacing =
  (place: string, by: string) =>
  (text: string): string => {
    if (!text.includes(place)) throw new Error(`the network has no ${place}`)
    return text.replace(place, by)
  }

const TUNNEL = '  rlyeh-kadath:\n    between: { rlyeh: enp9s0, kadath: ens3 }\n'
const SLOW = `${TUNNEL}    encap: on\n`
const ARCHIVE = '      archive: { subnet: 10.3.0.0/16, interface: lxdbr1 }\n'
const SECOND = '      storage: { vlan: 4080, link: enp9s0, addresses: [172.16.9.1/24] }\n'

/** Each on top of the one before; the last takes all of them back at once. */
export const KINDS: readonly Kind[] = [
  { name: 'tunnel added', change: replacing('rollout:\n', `${TUNNEL}rollout:\n`) },
  { name: 'tunnel changed', change: replacing(TUNNEL, SLOW) },
  {
    name: 'network added to the tunnel itself',
    change: replacing('10.2.0.0/16, interface: lxdbr0 }\n', `10.2.0.0/16, interface: lxdbr0 }\n${ARCHIVE}`),
  },
  {
    name: 'address added to the VLAN that the tunnel itself runs over',
    change: replacing('[172.16.0.18/28]', '[172.16.0.18/28, 172.16.0.19/28]'),
  },
  {
    name: 'another in the place of that address',
    change: replacing('172.16.0.19/28', '172.16.0.20/28'),
  },
  {
    name: 'VLAN added',
    change: replacing(
      '      lxdbr0: { managed: false, addresses: [10.1',
      `${SECOND}      lxdbr0: { managed: false, addresses: [10.1`,
    ),
  },
  { name: 'VLAN changed', change: replacing('vlan: 4080', 'vlan: 4081') },
  {
    name: 'firewall changed',
    change: replacing(
      'internet: { via: eth0, masquerade: [containers] }',
      'internet: { via: eth0, masquerade: [] }',
    ),
  },
  { name: 'tunnel removed', change: replacing(SLOW, '') },
  { name: 'everything at once', change: () => NETWORK.replace('rollout:\n', `${TUNNEL}rollout:\n`) },
]

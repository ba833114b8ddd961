import type { Trap } from '../trap.ts'

/** What can be wrong between two places of a topology that name each other. Resolution finds these. */
export const REFERENCE_TRAPS: readonly Trap[] = [
  {
    code: 'unknown-reference',
    level: 'error',
    trap: {
      when: 'a name points at nothing: a gateway, an interface, a network, a file',
      observe: 'what was to be joined stays apart',
      why: 'the name is mistyped, or what it names was taken out',
      write: 'a name that is defined; the message names the nearest one',
    },
  },
  {
    code: 'tunnel-ends',
    level: 'error',
    trap: {
      when: 'a tunnel names one end, or three',
      observe: 'no tunnel is made of it',
      why: 'a tunnel joins two gateways',
      write: 'one tunnel for each pair, or a mesh or hub for many',
    },
  },
  {
    code: 'address-missing',
    level: 'error',
    trap: {
      when: 'a tunnel speaks from an interface that has no address, or none of the family of the other end',
      observe: 'the tunnel never comes up',
      why: 'IKE needs an address to speak from and one to speak to',
      write: 'the address of the interface, as `ip address` on the gateway shows it',
    },
  },
  {
    code: 'secret-underived',
    level: 'error',
    trap: {
      when: 'a tunnel to a peer has no sealed secret',
      observe: 'authentication fails',
      why: 'the peer is not run by cygnet and cannot derive the key that the gateway would',
      write: 'seal the key that was agreed on with whoever runs the peer: `secret: sealed/office-psk`',
    },
  },
  {
    code: 'wave-twice',
    level: 'error',
    trap: {
      when: 'two waves name one gateway, or two waves are for all the others',
      observe: 'nobody knows when that gateway changes',
      why: 'waves follow each other, and each gateway changes in one of them',
      write: 'name each gateway once, and `"*"` once, in the last wave',
    },
  },
  {
    code: 'wrong-network',
    level: 'error',
    trap: {
      when: 'the topology is of another network than the control plane of its repository serves',
      observe: 'nothing is rolled out',
      why: 'gateways trust what was signed for their own network, and the control plane signs for one',
      write: 'the name that the message gives, or the address of another control plane',
    },
  },
  {
    code: 'network-size',
    level: 'error',
    trap: {
      when: 'meshes, hubs and tunnels stand for more tunnels, or pairs of networks, than are compiled',
      observe: 'gateways would spend their time on keeping tunnels up and rekeying them',
      why: 'a mesh grows with the square of its gateways, and one line can stand for a million tunnels',
      write: 'join sites through hubs, and write one subnet for networks that lie side by side',
    },
  },
]

import { formatCidr } from '../../schema/topology/address.ts'
import type { Topology } from '../../schema/topology/topology.ts'
import type { Peer, Tunnel, TunnelEnd } from '../../schema/topology/tunnel.ts'
import type { Lab } from './lab.ts'
import { LabError } from './lab-error.ts'
import type { Vault } from './vault.ts'

/**
 * The swanctl.conf that the people of a peer would write for their side of each tunnel. Nothing of cygnet's compiler has
 * a hand in it: what the two ends do not agree about does not come up.
 */
export const peerText = (lab: Lab, topology: Topology, peer: Peer, vault: Vault): string => {
  const tunnels = topology.tunnels.filter(({ ends }) => ends.some(({ name }) => name === peer.name))
  const parts = tunnels.map(tunnel => ({ tunnel, ...endsOf(tunnel, peer) }))
  return [
    'connections {',
    ...parts.map(({ tunnel, own, other }) =>
      connection(tunnel, peer, own, other, other.address ?? lab.addressOf(other.name)),
    ),
    '}\nsecrets {',
    ...parts.map(({ tunnel, own, other }) => secret(tunnel, own, other, vault)),
    '}\n',
  ].join('\n')
}

const endsOf = ({ name, ends: [a, b] }: Tunnel, peer: Peer): { own: TunnelEnd; other: TunnelEnd } => {
  if (a.name === peer.name) return { own: a, other: b }
  if (b.name === peer.name) return { own: b, other: a }
  throw new LabError('topology', `${name} does not end at ${peer.name}`)
}

const connection = (
  tunnel: Tunnel,
  peer: Peer,
  own: TunnelEnd,
  other: TunnelEnd,
  address: string,
): string => {
  const pairs = own.networks.flatMap(near => other.networks.map(far => [near.subnet, far.subnet] as const))
  const esp = (peer.esp ?? tunnel.esp).join(',')
  const children = pairs.map(
    ([near, far], n) => `
      pair${n} {
        local_ts = ${formatCidr(near)}
        remote_ts = ${formatCidr(far)}
        esp_proposals = ${esp}
        start_action = trap
      }`,
  )
  return `  ${tunnel.name} {
    version = 2
    remote_addrs = ${address}
    proposals = ${(peer.ike ?? tunnel.ike).join(',')}
    local {
      auth = psk
      id = ${own.id}
    }
    remote {
      auth = psk
      id = ${other.id}
    }
    children {${children.join('')}
    }
  }`
}

const secret = ({ name, secret: known }: Tunnel, own: TunnelEnd, other: TunnelEnd, vault: Vault): string =>
  `  ike-${name} {
    id-own = ${own.id}
    id-other = ${other.id}
    secret = ${vault.psk(known.kind === 'sealed' ? known.name : name)}
  }`

import type { Topology } from '../topology.ts'
import type { Peer, Tunnel } from '../tunnel.ts'

/** Every tunnel to a gateway that cygnet does not run, with that peer. */
export const peerTunnels = ({ peers, tunnels }: Topology): { tunnel: Tunnel; peer: Peer }[] => {
  const byName = new Map(peers.map(peer => [peer.name, peer]))
  return tunnels.flatMap(tunnel => {
    const end = tunnel.ends.find(({ kind }) => kind === 'peer')
    const peer = end && byName.get(end.name)
    return peer === undefined ? [] : { tunnel, peer }
  })
}

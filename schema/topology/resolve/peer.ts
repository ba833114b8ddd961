import type { PeerText } from '../document/tunnel.ts'
import type { Path } from '../topology.ts'
import type { Peer } from '../tunnel.ts'

/** A peer as written, with its defaults. */
export const resolvePeer = (name: string, text: PeerText): Peer => {
  const at: Path = ['peers', name]
  return {
    at,
    name,
    address: text.address,
    id: text.id,
    nat: text.nat ?? false,
    networks: text.networks.map((subnet, index) => ({ at: [...at, 'networks', index], subnet })),
    ike: text.ike?.map(proposal => proposal.text),
    esp: text.esp?.map(proposal => proposal.text),
  }
}

import type { Finding, Rule } from '../finding.ts'
import { CHILD_KINDS, IKE_KINDS, meet } from '../knowledge/negotiation.ts'
import { peerTunnels } from '../knowledge/peer-tunnels.ts'

/** A tunnel and a peer without a proposal in common. */
export const proposalDisjoint: Rule = {
  code: 'proposal-disjoint',
  level: 'error',
  trap: {
    when: 'a tunnel offers nothing that the peer is known to speak',
    observe: 'the tunnel never comes up: NO_PROPOSAL_CHOSEN in the log',
    why: 'both ends have to agree on a cipher, a hash or function and, for IKE, a key exchange',
    write: 'write a proposal of the peer in the `ike` or `esp` of the tunnel',
  },
  *check(topology) {
    for (const { tunnel, peer } of peerTunnels(topology)) {
      const missing = (kind: 'ike' | 'esp', theirs: readonly string[]): Finding => ({
        severity: 'error',
        at: [...tunnel.at, kind],
        message: `the tunnel never comes up (NO_PROPOSAL_CHOSEN): ${peer.name} speaks ${theirs.join(', ')}, and nothing of that is offered`,
        hint: `write ${kind}: [${theirs[0] ?? ''}], or what ${peer.name} really speaks under peers.${peer.name}.${kind}`,
        because: [[...peer.at, kind]],
      })
      if (peer.ike !== undefined && !meet(tunnel.ike, peer.ike, IKE_KINDS)) yield missing('ike', peer.ike)
      if (peer.esp !== undefined && !meet(tunnel.esp, peer.esp, CHILD_KINDS)) yield missing('esp', peer.esp)
    }
  },
}

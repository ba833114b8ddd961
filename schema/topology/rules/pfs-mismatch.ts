import type { Rule } from '../finding.ts'
import { CHILD_KINDS, meet, REKEY_KINDS } from '../knowledge/negotiation.ts'
import { peerTunnels } from '../knowledge/peer-tunnels.ts'

/** ESP proposals that agree but for the key exchange, which the first CHILD SA does not need and its rekey does. */
export const pfsMismatch: Rule = {
  code: 'pfs-mismatch',
  level: 'error',
  trap: {
    when: 'the `esp` of a tunnel and that of its peer have a cipher in common, and no key exchange; or only one of the two has one',
    observe: 'the tunnel comes up and works, and ends at its first rekey, an hour later',
    why: 'the first CHILD SA takes its keys from the IKE SA; only a rekey does the key exchange that perfect forward secrecy asks for',
    write: 'write a proposal with the key exchange of the peer, or without one where the peer has none',
  },
  *check(topology) {
    for (const { tunnel, peer } of peerTunnels(topology)) {
      const { esp } = peer
      if (esp === undefined || !meet(tunnel.esp, esp, CHILD_KINDS) || meet(tunnel.esp, esp, REKEY_KINDS))
        continue
      yield {
        severity: 'error',
        at: [...tunnel.at, 'esp'],
        message: `the tunnel comes up and ends at its first rekey: ${peer.name} speaks ${esp.join(', ')}, and no key exchange for rekeys (PFS) is common to both`,
        hint: `write esp: [${esp[0] ?? ''}]`,
        because: [[...peer.at, 'esp']],
      }
    }
  },
}

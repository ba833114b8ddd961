import type { Finding, Rule } from '../finding.ts'
import { CLIENT_OFFERS } from '../knowledge/client-offers.ts'
import { IKE_KINDS, meet, REKEY_KINDS } from '../knowledge/negotiation.ts'

/** An access that speaks nothing which one of its clients does. */
export const clientProposals: Rule = {
  code: 'client-proposals',
  level: 'error',
  allowed: true,
  trap: {
    when: 'the `ike` or `esp` of an access has nothing that one of its `clients` offers; for Apple `esp` needs a proposal without a key exchange',
    observe: 'the client does not connect (NO_PROPOSAL_CHOSEN), or is cut off at the first rekey',
    why: 'what clients offer can hardly be changed: a Mac or iPhone configured by hand offers one proposal',
    write: 'leave `ike` and `esp` out, or add `aes256-sha256-modp2048` to `ike` and `aes256-sha256` to `esp`',
  },
  *check(topology) {
    for (const { at, clients, ike, esp } of topology.access)
      for (const family of clients) {
        const offer = CLIENT_OFFERS[family]
        if (offer === 'everything') continue
        const nothing = (kind: 'ike' | 'esp', what: string): Finding => ({
          severity: 'error',
          at: [...at, kind],
          message: `${what}: ${offer.called} offers ${offer[kind].join(', ')}, and nothing of that is here`,
          hint: `add ${offer[kind][0] ?? ''}, or leave ${kind} out; ${offer.more}`,
          because: [[...at, 'clients']],
        })
        if (!meet(ike, offer.ike, IKE_KINDS)) yield nothing('ike', 'the client does not connect')
        if (!meet(esp, offer.esp, REKEY_KINDS))
          yield nothing('esp', 'the client does not connect, or is cut off at the first rekey')
      }
  },
}

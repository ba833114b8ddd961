import type { Rule } from '../finding.ts'
import { needsStrongSwan6 } from '../grammar/algorithms.ts'
import { offers } from '../knowledge/offers.ts'
import { knowsMlKem, strongSwanOf } from '../knowledge/strongswan.ts'

/** An algorithm that the strongSwan of one of the gateways does not know. Words that none knows are refused by the grammar. */
export const algorithmUnknown: Rule = {
  code: 'algorithm-unknown',
  level: 'error',
  trap: {
    when: 'the strongSwan of a gateway does not know a word of a proposal: mistyped, or ML-KEM before 6.0',
    observe: 'the whole connection fails to load',
    why: 'a proposal is all or nothing, and so is a connection',
    write:
      'write a word that it knows (the message names the nearest one), or say which release runs there: `os: debian-13`',
  },
  *check(topology) {
    const old = new Map(
      topology.gateways.filter(({ os }) => !knowsMlKem(os)).map(({ name, os }) => [name, os]),
    )
    for (const { at, ike, esp, gateways } of offers(topology)) {
      const gateway = [...gateways].sort().find(name => old.has(name))
      const os = gateway === undefined ? undefined : old.get(gateway)
      if (os === undefined) continue
      for (const [kind, proposals] of [
        ['ike', ike],
        ['esp', esp],
      ] as const)
        for (const [index, proposal] of proposals.entries()) {
          const word = proposal.split('-').find(needsStrongSwan6)
          if (word === undefined) continue
          yield {
            severity: 'error',
            at: [...at, kind, index],
            message: `the whole connection fails to load on ${gateway}: strongSwan ${strongSwanOf(os)} of ${os} does not know ${word}, which came with 6.0`,
            hint: `take ${word} out, or write os: debian-13 for a gateway that runs it`,
            because: [['gateways', gateway ?? '', 'os']],
          }
        }
    }
  },
}

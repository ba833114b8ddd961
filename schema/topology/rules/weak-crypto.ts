import type { Finding, Rule } from '../finding.ts'
import { weaknessOf } from '../grammar/algorithms.ts'
import { offers } from '../knowledge/offers.ts'
import type { Path } from '../topology.ts'

/** Algorithms that no longer protect anything (RFC 8221, RFC 8247). */
export const weakCrypto: Rule = {
  code: 'weak-crypto',
  level: 'error',
  allowed: true,
  trap: {
    when: 'a proposal offers modp1024, modp1536, sha1, md5, 3des or another algorithm that protects nothing any more',
    observe: 'others can read or alter what the tunnel carries',
    why: 'the peer picks from what is offered, the weak ones included (RFC 8221, RFC 8247)',
    write: 'leave `ike` and `esp` out for good defaults, or write `aes256-sha256-modp2048` for old peers',
  },
  *check(topology) {
    for (const { at, ike, esp } of offers(topology)) {
      yield* weakIn([...at, 'ike'], ike)
      yield* weakIn([...at, 'esp'], esp)
    }
  },
}

function* weakIn(at: Path, proposals: readonly string[]): Iterable<Finding> {
  for (const [index, proposal] of proposals.entries()) {
    const word = proposal.split('-').find(one => weaknessOf(one) !== undefined)
    if (word === undefined) continue
    yield {
      severity: 'error',
      at: [...at, index],
      message: `what this tunnel carries can be read or altered by others: ${word} is offered, and ${weaknessOf(word)}`,
      hint: 'leave ike and esp out for good defaults, or write aes256-sha256-modp2048 for old peers',
    }
  }
}

import type { Finding, Rule } from '../finding.ts'
import type { Topology } from '../topology.ts'
import { oncePerPlace } from './once.ts'

/** RFC 7296 §2.15 wants as much randomness in a pre-shared key as in the strongest key negotiated with it. */
const LEAST_BITS = 128

/** A pre-shared key that can be guessed. */
export const pskWeak: Rule = {
  code: 'psk-weak',
  level: 'error',
  trap: {
    when: 'a sealed pre-shared key was estimated at less than 128 bits when it was sealed',
    observe: 'nothing, until somebody who recorded one handshake has guessed the key and poses as either end',
    why: 'a handshake can be tried against a dictionary without asking anybody',
    write:
      'draw 32 bytes at random (`openssl rand -base64 32`), seal them with `cygnet secret seal`, and give the same to whoever runs the peer',
  },
  *check(topology) {
    yield* oncePerPlace(guessable(topology))
  },
}

function* guessable({ tunnels, sealed }: Topology): Iterable<Finding> {
  const bits = new Map(sealed.filter(({ holds }) => holds === 'psk').map(one => [one.name, one.bits]))
  for (const { at, secret } of tunnels) {
    const known = secret.kind === 'sealed' ? bits.get(secret.name) : undefined
    if (known === undefined || known >= LEAST_BITS) continue
    yield {
      severity: 'error',
      at: [...at, 'secret'],
      message: `whoever records one handshake can guess this key and pose as either end: it was estimated at ${known} bits when it was sealed, and ${LEAST_BITS} are needed`,
      hint: 'seal one that was drawn at random, such as 32 bytes of openssl rand -base64 32',
    }
  }
}

import type { SecretLine } from '../syntax/secret-line.ts'
import { remark } from '../word.ts'
import { estimatedBits } from './secret-strength.ts'
import type { Trap } from './trap.ts'

const ENOUGH = 128

/** Pre-shared keys that can be guessed by whoever recorded one handshake. */
export const pskWeak: Trap = function* ({ secrets }) {
  const seen = new Set<string>()
  for (const { kind, value, place } of secrets) {
    const key = Buffer.from(value).toString('base64')
    if (seen.has(key)) continue
    seen.add(key)
    const bits = kind === 'psk' ? estimatedBits(value) : ENOUGH
    if (bits >= ENOUGH) continue
    yield remark('psk-weak', 'warning', place, {
      message: `whoever takes part in one handshake can guess this key at leisure: it is worth some ${bits} bits, and ${ENOUGH} are wanted`,
      hint: 'import with --derive: both gateways then make a key of their own; or seal a new one on both ends',
    })
  }
}

/** Two secrets for the same owners. */
export const duplicateDefinition: Trap = function* ({ secrets }) {
  const first = new Map<string, SecretLine>()
  for (const secret of secrets.filter(({ kind }) => kind !== 'key' && kind !== 'other')) {
    const key = JSON.stringify([secret.kind, ...[...new Set(secret.owners)].sort()])
    const known = first.get(key)
    if (known === undefined) first.set(key, secret)
    else {
      const same = Buffer.compare(known.value, secret.value) === 0
      yield remark('duplicate-definition', 'warning', secret.place, {
        message: same
          ? `changing one of the two changes nothing, or breaks the tunnel at the next start: the same owners have the same secret at line ${known.place.line} already`
          : `the tunnel fails or not depending on the order of lines: the same owners have another secret at line ${known.place.line}, and the last one loaded signs`,
        hint: same
          ? 'mended: one of them is taken over'
          : 'the last one is taken over; see whether the other end has it too',
      })
    }
  }
}

/** Passwords of people that stand in a file. */
export const secretPlain: Trap = function* ({ secrets }) {
  const passwords = secrets.filter(({ kind }) => kind === 'password')
  const first = passwords[0]
  if (first === undefined) return
  yield remark('secret-plain', 'warning', first.place, {
    message: `whoever reads this file once can dial in as any of ${passwords.length === 1 ? 'one user' : `${passwords.length} users`}: their passwords stand in it as they are`,
    hint: 'mended: they are sealed to the gateway; cygnet user rotate NAME makes a new one where others may have read it',
  })
}

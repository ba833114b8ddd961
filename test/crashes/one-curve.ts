import crypto, { KeyObject } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import nacl from 'tweetnacl'

type Work = (...args: never[]) => unknown

/** Who does which work: JavaScript, or OpenSSL, where reading a key takes as long as using it. */
const PLACES: readonly (readonly [place: object, works: Readonly<Record<string, Work>>])[] = [
  [nacl.box, { before: nacl.box.before.bind(nacl.box) }],
  [nacl.sign, { detached: nacl.sign.detached }],
  [nacl.sign.keyPair, { fromSeed: nacl.sign.keyPair.fromSeed.bind(nacl.sign.keyPair) }],
  [
    crypto,
    {
      createPrivateKey: crypto.createPrivateKey,
      createPublicKey: crypto.createPublicKey,
      diffieHellman: crypto.diffieHellman,
      hkdfSync: crypto.hkdfSync,
      sign: crypto.sign,
      verify: crypto.verify,
    },
  ],
]

/**
 * The same few multiplications on a curve, thousands of times, are most of what a gateway in memory computes. They are pure,
 * so each is done once, until what this returns is called.
 */
export const rememberCurves = (): (() => void) => {
  for (const [place, works] of PLACES)
    for (const [name, work] of Object.entries(works))
      Object.assign(place, { [name]: Object.assign(remembering(work), work) })
  syncBuiltinESMExports()
  return () => {
    for (const [place, works] of PLACES) Object.assign(place, works)
    syncBuiltinESMExports()
  }
}

const remembering = (work: Work): Work => {
  const known = new Map<string, { readonly value: unknown }>()
  return (...args) => {
    const key = args.map(nameOf).join(' ')
    const found = known.get(key) ?? { value: work(...args) }
    known.set(key, found)
    return found.value
  }
}

const keys = new WeakMap<KeyObject, string>()

/** What tells one argument from every other. */
const nameOf = (arg: unknown): string => {
  if (arg instanceof Uint8Array) return Buffer.from(arg).toString('base64')
  if (typeof arg !== 'object' || arg === null) return `${typeof arg} ${String(arg)}`
  if (!(arg instanceof KeyObject))
    return JSON.stringify(Object.entries(arg).map(([key, value]) => [key, nameOf(value)]))
  const name = keys.get(arg) ?? crypto.randomUUID()
  keys.set(arg, name)
  return name
}

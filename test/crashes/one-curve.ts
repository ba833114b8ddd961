import nacl from 'tweetnacl'
import { vi } from 'vitest'

/**
 * The same few multiplications on a curve, thousands of times, are most of what a gateway in memory computes. They are pure,
 * so each is done once.
 */
export const rememberCurves = (): void => {
  const { sign, box } = nacl
  const before = box.before.bind(box)
  const { detached, keyPair } = sign
  const fromSeed = keyPair.fromSeed.bind(keyPair)
  vi.spyOn(box, 'before').mockImplementation(remembering(before))
  vi.spyOn(sign, 'detached').mockImplementation(remembering(detached))
  vi.spyOn(keyPair, 'fromSeed').mockImplementation(remembering(fromSeed))
}

const remembering = <T>(task: (...args: Uint8Array[]) => T): ((...args: Uint8Array[]) => T) => {
  const known = new Map<string, { readonly value: T }>()
  return (...args) => {
    const key = args.map(bytes => Buffer.from(bytes).toString('base64')).join(' ')
    const found = known.get(key) ?? { value: task(...args) }
    known.set(key, found)
    return found.value
  }
}

import type { Targets } from '@tufjs/models'
import { TrustError } from './trust-error.ts'

/** A JSON object as @tufjs/models takes it. */
export type JsonObject = Parameters<(typeof Targets)['fromJSON']>[0]

/** No metadata of cygnet nests deeper than 8, no bundle deeper than 10. */
export const MAX_DEPTH = 32

/** Members of one object: a network's gateways are the most there is. More would only burn the CPU. */
export const MAX_MEMBERS = 16_384

/**
 * The JSON object in bytes that nobody vouches for yet. Size and depth are bounded before the parser sees them, members
 * after it; a member called `__proto__` is refused. Throws `too-large` or `unparseable`: `docs/protocol.md` §5.1.
 */
export const parseObject = (bytes: Uint8Array, limit: number, what: string): JsonObject => {
  if (bytes.length > limit) throw new TrustError('too-large', `${what} has more than ${limit} bytes`)
  if (depthOf(bytes) > MAX_DEPTH) throw new TrustError('too-large', `${what} nests deeper than ${MAX_DEPTH}`)
  const value = parse(bytes, what)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TrustError('unparseable', `${what} is not a JSON object`)
  return value as JsonObject
}

const parse = (bytes: Uint8Array, what: string): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), (key, value: unknown) => {
      if (key === '__proto__') throw new SyntaxError('a member is called __proto__')
      if (memberCount(value) > MAX_MEMBERS) throw new TrustError('too-large', `${what} has too many members`)
      return value
    })
  } catch (cause) {
    if (cause instanceof TrustError) throw cause
    throw new TrustError('unparseable', `${what} is not JSON`, { cause })
  }
}

/** A member that is an object; an empty one when it is not. */
export const objectIn = (json: JsonObject, member: string): JsonObject => {
  const value = Object.hasOwn(json, member) ? json[member] : undefined
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

const memberCount = (value: unknown): number =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value).length : 0

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b])
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d])

/** How deep brackets nest, outside of strings; one pass, no recursion. UTF-8's other bytes never look like these. */
const depthOf = (bytes: Uint8Array): number => {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (inString && byte === BACKSLASH) at++
    else if (byte === QUOTE) inString = !inString
    else if (!inString && OPENING.has(byte)) deepest = Math.max(deepest, ++depth)
    else if (!inString && CLOSING.has(byte)) depth--
  }
  return deepest
}

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import type { Digest } from './names.ts'

/**
 * The one byte form of a value (docs/protocol.md §2.1): JSON by RFC 8785, keys sorted by UTF-16 code unit, no white space, as UTF-8.
 * Everything cygnet hashes or signs goes through here, except TUF metadata, which has its own canonical form.
 */
export const canonicalBytes = (value: unknown): Uint8Array => {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('only JSON values have a canonical form')
  return new TextEncoder().encode(text)
}

/** SHA-256 of bytes in lower-case hex. */
export const digestOf = (bytes: Uint8Array): Digest => bytesToHex(sha256(bytes))
